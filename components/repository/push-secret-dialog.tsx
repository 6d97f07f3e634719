'use client';

import { CopyButton } from '#components/ui/copy-button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Notice } from '#components/ui/notice.tsx';
import type { MadePushSecret } from '#server/domain/wire/push.ts';

interface PushSecretDialogProps {
  readonly made: MadePushSecret;
  readonly onClose: () => void;
}

/** Shows the secret of push events, once. */
export function PushSecretDialog({ made, onClose }: PushSecretDialogProps) {
  return (
    <Dialog title="Secret for push events" onClose={onClose}>
      <div className="dialog-body">
        <Notice tone="caution">Copy the secret now: it is shown this once and never again.</Notice>
        <p className="mb-1">Secret</p>
        <div className="secret-shown">
          <code className="name">{made.secret}</code>
          <CopyButton text={made.secret} what="secret" />
        </div>
        <p className="mb-1 mt-3">Address</p>
        <div className="secret-shown">
          <code className="name">{made.url}</code>
          <CopyButton text={made.url} what="address" />
        </div>
        <p className="text-muted mb-0 mt-3">
          Give both to the Git host; where they go stands on the page of the repository.
        </p>
      </div>
      <div className="dialog-foot">
        <button type="button" className="btn btn-primary" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  );
}
