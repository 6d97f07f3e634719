const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** A path for people: `spec.subnets.default.vlan`, `spec.portSpeeds["E1/5"]`, `spec.ranges[0].to`. */
export function pathText(path: readonly (string | number)[]): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (PLAIN_KEY.test(step)) return index === 0 ? step : `.${step}`;
      return `[${JSON.stringify(step)}]`;
    })
    .join('');
}
