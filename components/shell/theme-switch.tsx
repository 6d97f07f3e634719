'use client';

import { useState } from 'react';
import { Icon } from '#components/ui/icon.tsx';
import { type Theme, THEMES, themeCookie } from './theme.ts';

const LABELS: Record<Theme, { readonly text: string; readonly icon: string }> = {
  light: { text: 'Light', icon: 'weather-sunny' },
  dark: { text: 'Dark', icon: 'weather-night' },
  auto: { text: 'As the system', icon: 'theme-light-dark' },
};

/** Entries of the account menu that choose the look. */
export function ThemeSwitch({ initial }: { readonly initial: Theme }) {
  const [theme, setTheme] = useState(() =>
    typeof document === 'undefined'
      ? initial
      : (THEMES.find((one) => one === document.documentElement.dataset['bsTheme']) ?? initial),
  );
  const choose = (next: Theme) => {
    document.cookie = themeCookie(next);
    document.documentElement.dataset['bsTheme'] = next;
    setTheme(next);
  };
  return THEMES.map((one) => (
    <button
      key={one}
      type="button"
      className="dropdown-item"
      aria-pressed={theme === one}
      onClick={() => choose(one)}
    >
      <Icon name={LABELS[one].icon} />
      {LABELS[one].text}
      {theme === one && <Icon name="check" className="ms-auto" />}
    </button>
  ));
}
