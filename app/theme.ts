import { cookies } from 'next/headers';
import { readTheme, THEME_COOKIE, type Theme } from '#components/shell/theme.ts';

/** The look that this browser chose. */
export async function currentTheme(): Promise<Theme> {
  return readTheme((await cookies()).get(THEME_COOKIE)?.value);
}
