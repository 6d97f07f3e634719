import type { ConflictPolicy, FailurePolicy, WriteScope } from '#server/domain/words.ts';

/** What each policy means, as said in the form and on the page. */
export const CONFLICT_WORDS: Record<ConflictPolicy, string> = {
  force: 'Desired state wins, the conflict is recorded',
  respect: 'Fields of other managers are left, the conflict is reported',
};

export const FAILURE_WORDS: Record<FailurePolicy, string> = {
  rollback: 'Put back what the run changed',
  keep: 'Keep what the run changed',
};

export const SCOPE_WORDS: Record<WriteScope, string> = {
  all: 'All kinds',
  tenant: 'Tenant kinds only (VPCs, attachments, peerings, externals)',
};
