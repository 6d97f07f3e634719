'use client';

import NextLink from 'next/link';
import { type ComponentProps, useState } from 'react';

/**
 * A link to another page. It is fetched ahead only when somebody is about to press it: a table of fifty rows would
 * otherwise ask the server for a hundred pages that nobody opens.
 */
export function Link({ children, ...rest }: Omit<ComponentProps<typeof NextLink>, 'prefetch'>) {
  const [wanted, setWanted] = useState(false);
  const want = () => setWanted(true);
  return (
    <NextLink
      {...rest}
      prefetch={wanted ? null : false}
      onPointerEnter={want}
      onFocus={want}
      onTouchStart={want}
    >
      {children}
    </NextLink>
  );
}
