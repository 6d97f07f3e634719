'use client';

import { ShownOnceDialog } from '#components/ui/shown-once-dialog.tsx';
import type { MadePushSecret } from '#server/domain/wire/push.ts';

interface PushSecretDialogProps {
  readonly made: MadePushSecret;
  readonly onClose: () => void;
}

/** Shows the secret of push events, once. */
export function PushSecretDialog({ made, onClose }: PushSecretDialogProps) {
  return (
    <ShownOnceDialog
      title="Secret for push events"
      lead="Copy the secret now: it is shown this once and never again."
      texts={{ secret: made.secret, address: made.url }}
      onClose={onClose}
    >
      <p className="text-muted mb-0">
        Give both to the Git host; where they go stands on the page of the repository.
      </p>
    </ShownOnceDialog>
  );
}
