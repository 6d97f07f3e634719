import { Fragment } from 'react';

/** Short texts stay in one line. */
const LONG_CHARACTERS = 24;

/** A long address or path that may break after its dots, dashes and slashes; shorter ones stay whole. */
export function Breakable({ text }: { readonly text: string }) {
  if (text.length <= LONG_CHARACTERS) return <span className="nowrap">{text}</span>;
  const parts = text.split(/(?<=[-./:_])/);
  return parts.map((part, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- parts of one text have no other identity
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
