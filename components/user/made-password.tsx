'use client';

import { ShownOnceDialog } from '#components/ui/shown-once-dialog.tsx';

interface MadePasswordProps {
  readonly username: string;
  readonly password: string;
  readonly onClose: () => void;
}

/** A password that was made just now; whoever got it changes it under "My account". */
export function MadePassword({ username, password, onClose }: MadePasswordProps) {
  return (
    <ShownOnceDialog
      title={`Password of ${username}`}
      lead="Hand it over now: it is shown this once and never again. It can be changed under My account."
      texts={{ password }}
      onClose={onClose}
    />
  );
}
