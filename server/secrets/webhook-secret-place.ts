/** Binds a sealed secret to its place; see Sealer. */
export const webhookSecretPlace = (id: number): string => `webhooks/${id}/secret`;
