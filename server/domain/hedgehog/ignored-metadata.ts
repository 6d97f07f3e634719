import { OWNERSHIP } from '#server/domain/resource.ts';

/** Label keys that Hedgehog's webhooks own: they delete a user's and set their own. */
const WEBHOOK_LABELS = ['fabric.githedgehog.com/', 'gateway.githedgehog.com/'];
/** Annotations that other tools leave behind, and one that the webhook computes. */
const TOOL_ANNOTATIONS = ['kubectl.kubernetes.io/', 'argocd.argoproj.io/'];
const COMPUTED_ANNOTATION = 'fabric.githedgehog.com/ports';

/** Labels that are not the source's to set: the webhooks' and our own marks. */
export function isIgnoredLabel(key: string): boolean {
  return (
    key === OWNERSHIP.managedByLabel ||
    key === OWNERSHIP.ownerLabel ||
    WEBHOOK_LABELS.some((prefix) => key.includes(prefix))
  );
}

/**
 * Annotations that are not compared. Others under `fabric.githedgehog.com/` configure the fabric
 * (route-summ, p2p-link) and are synced.
 */
export function isIgnoredAnnotation(key: string): boolean {
  return (
    key === OWNERSHIP.lastUpdatedAnnotation ||
    key === COMPUTED_ANNOTATION ||
    TOOL_ANNOTATIONS.some((prefix) => key.startsWith(prefix))
  );
}
