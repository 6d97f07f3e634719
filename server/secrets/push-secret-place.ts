/** Binds a sealed secret to its place; see Sealer. */
export const pushSecretPlace = (repositoryId: number): string => `push_hooks/${repositoryId}/secret`;
