/** Nanoseconds of each unit that Go's time.ParseDuration knows. */
const UNITS_NS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
const WHOLE = /^[-+]?(?:\d+(?:\.\d*)?(?:ns|us|µs|μs|ms|s|m|h))+$/;
const PART = /(\d+(?:\.\d*)?)(ns|us|µs|μs|ms|s|m|h)/g;

/** Without trailing zeros: 1.50 → "1.5". */
const short = (value: number): string => String(Number(value.toFixed(9)));

/** As Go's time.Duration prints it: "120s" → "2m0s", "1.5h" → "1h30m0s". What does not parse comes back unchanged. */
export function canonicalDuration(text: string): string {
  if (text === '0' || text === '+0' || text === '-0') return '0s';
  if (!WHOLE.test(text)) return text;
  let ns = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(PART)) ns += Number(amount) * (UNITS_NS[unit] ?? 0);
  ns = Math.trunc(ns);
  if (!Number.isSafeInteger(ns)) return text;
  if (ns === 0) return '0s';
  const sign = text.startsWith('-') ? '-' : '';
  if (ns < 1e3) return `${sign}${ns}ns`;
  if (ns < 1e6) return `${sign}${short(ns / 1e3)}µs`;
  if (ns < 1e9) return `${sign}${short(ns / 1e6)}ms`;
  const hours = Math.floor(ns / 3600e9);
  const minutes = Math.floor((ns % 3600e9) / 60e9);
  const seconds = short((ns % 60e9) / 1e9);
  const long = hours > 0 ? `${hours}h${minutes}m` : minutes > 0 ? `${minutes}m` : '';
  return `${sign}${long}${seconds}s`;
}
