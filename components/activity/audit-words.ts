/** "fabric.updated" → "Fabric updated". */
export function auditTitle(kind: string): string {
  const words = kind.replaceAll(/[._]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What an audit event tells beside its kind: "fields: name, sync_interval"; never more than it was given. */
export function auditDetails(data: Readonly<Record<string, unknown>>): string {
  return Object.entries(data)
    .map(([name, value]) => `${name}: ${detail(value)}`)
    .join(' · ');
}

function detail(value: unknown): string {
  if (Array.isArray(value)) return value.map(detail).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
