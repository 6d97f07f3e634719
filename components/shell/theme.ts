/** The look that a person chose; kept in a cookie so that the server renders it before the first paint. */
export const THEMES = ['light', 'dark', 'auto'] as const;
export type Theme = (typeof THEMES)[number];

export const THEME_COOKIE = 'fabric_sync_theme';
const YEAR_SECONDS = 31_536_000;

export function readTheme(cookie: string | undefined): Theme {
  return THEMES.find((theme) => theme === cookie) ?? 'auto';
}

/** The cookie to set for a choice. Not a secret: the page's script writes it. */
export function themeCookie(theme: Theme): string {
  return `${THEME_COOKIE}=${theme}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`;
}
