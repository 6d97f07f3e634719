import { notFound } from 'next/navigation';

const ID_PATTERN = /^[1-9]\d{0,14}$/;

/** The id in a page's address; anything that cannot be one has no page. */
export function routeId(text: string): number {
  if (!ID_PATTERN.test(text)) notFound();
  return Number(text);
}
