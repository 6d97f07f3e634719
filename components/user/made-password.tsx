'use client';

import { CopyButton } from '#components/ui/copy-button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Notice } from '#components/ui/notice.tsx';

interface MadePasswordProps {
  readonly username: string;
  readonly password: string;
  readonly onClose: () => void;
}

/** A password that was made just now; whoever got it changes it under "My account". */
export function MadePassword({ username, password, onClose }: MadePasswordProps) {
  return (
    <Dialog title={`Password of ${username}`} onClose={onClose}>
      <div className="dialog-body">
        <Notice tone="caution">
          Hand it over now: it is shown this once and never again. It can be changed under My account.
        </Notice>
        <div className="secret-shown">
          <code className="name">{password}</code>
          <CopyButton text={password} what="password" />
        </div>
      </div>
      <div className="dialog-foot">
        <button type="button" className="btn btn-primary" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  );
}
