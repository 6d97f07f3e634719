import { durationWords } from '#components/time/time-words.ts';
import { Notice } from '#components/ui/notice.tsx';
import type { ConnectionTest } from '#server/domain/wire/repository.ts';

interface ConnectionTestResultProps {
  readonly result: ConnectionTest;
  /** What `detail` is: "Kubernetes version", "Commit". */
  readonly detailTitle: string;
  readonly onDismiss?: (() => void) | undefined;
}

/** Whether a connection works; if not, why and what to do. */
export function ConnectionTestResult({ result, detailTitle, onDismiss }: ConnectionTestResultProps) {
  return (
    <Notice tone={result.successful ? 'good' : 'bad'} onDismiss={onDismiss} assertive>
      <strong>{result.successful ? 'Connection works' : 'Connection failed'}</strong>
      <div>{result.message}</div>
      {result.advice !== null && result.advice !== '' && <div>{result.advice}</div>}
      <div className="text-muted">
        {result.detail !== null && (
          <>
            {detailTitle} <code>{result.detail}</code> ·{' '}
          </>
        )}
        {result.code !== null && !result.successful && (
          <>
            <code>{result.code}</code> ·{' '}
          </>
        )}
        {durationWords(result.duration_ms)}
      </div>
    </Notice>
  );
}
