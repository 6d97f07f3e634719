/** A glyph of @mdi/font; decorative: whatever it means is also said in words. */
export function Icon({ name, className = '' }: { readonly name: string; readonly className?: string }) {
  return <i className={`mdi mdi-${name} ${className}`.trim()} aria-hidden="true" />;
}
