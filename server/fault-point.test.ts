import { expect, test } from 'vitest';
import { FAULT_PLACES, faultPointOf, parseFaultPoint } from '#server/fault-point.ts';

test('every place takes both faults', () => {
  expect(FAULT_PLACES).toHaveLength(17);
  for (const place of FAULT_PLACES) {
    expect(parseFaultPoint(`${place}:kill`)).toEqual({ place, fault: 'kill' });
    expect(parseFaultPoint(`${place}:stop`)).toEqual({ place, fault: 'stop' });
  }
});

test.each(['', 'apply', 'apply:', 'apply:KILL', 'apply:kill:1', 'nowhere:kill', ':kill'])(
  '%j names none',
  (text) => {
    expect(parseFaultPoint(text)).toBeNull();
  },
);

test('strikes where it was asked to, once', () => {
  const signals: string[] = [];
  const reach = faultPointOf({ place: 'before-record', fault: 'stop' }, (name) => signals.push(name));

  for (const place of [...FAULT_PLACES, ...FAULT_PLACES]) reach(place);

  expect(signals).toEqual(['SIGSTOP']);
});
