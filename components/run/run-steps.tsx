import { durationWords } from '#components/time/time-words.ts';
import { Icon } from '#components/ui/icon.tsx';
import type { Run } from '#server/domain/wire/run.ts';
import { STEP_ICONS } from './run-words.ts';

/** The eight steps of a run, in order, each with what it did and how long it took. */
export function RunSteps({ steps }: { readonly steps: Run['steps'] }) {
  return (
    <ol className="steps-list">
      {steps.map((step) => {
        const { icon, className, text } = STEP_ICONS[step.status];
        return (
          <li
            key={step.step}
            data-status={step.status}
            aria-current={step.status === 'running' ? 'step' : undefined}
          >
            <Icon name={icon} className={className} />
            <span>
              {step.title}
              <span className="visually-hidden">: {text}</span>
            </span>
            <span className="text-muted">
              {step.duration_ms === null ? '' : durationWords(step.duration_ms)}
            </span>
            {step.message !== '' && <span className="step-message">{step.message}</span>}
          </li>
        );
      })}
    </ol>
  );
}
