/** Where the key of a fabric's client certificate belongs. */
export const clientKeyPlace = (fabricId: number): string => `fabrics/${fabricId}/kubernetes_client_key`;

/** Where a fabric's token belongs; bound into its seal, so that the sealed text does not open elsewhere. */
export const tokenPlace = (fabricId: number): string => `fabrics/${fabricId}/kubernetes_token`;
