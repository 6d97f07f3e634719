import type { PlanBasis } from '#server/domain/plan/plan-basis.ts';
import type { LookContext } from '#server/sync/run-context.ts';

/** The settings that a plan rests on, by the words of the fabric's form. */
export function planSettings({
  fabric,
  repository,
}: Pick<LookContext, 'fabric' | 'repository'>): PlanBasis['settings'] {
  return {
    'Kubernetes server': fabric.kubernetesServer,
    namespace: fabric.kubernetesNamespace,
    'Git repository': repository?.url ?? null,
    branch: repository?.branch ?? null,
    directory: fabric.gitopsDirectory,
    pruning: fabric.prune,
    'write scope': fabric.writeScope,
    'conflict policy': fabric.conflictPolicy,
    'failure policy': fabric.failurePolicy,
    'leave to replace objects': fabric.allowReplace,
  };
}
