import type { Metadata } from 'next';
import { Brand } from '#components/shell/brand.tsx';
import { SignInForm } from '#components/session/sign-in-form.tsx';

export const metadata: Metadata = { title: 'Sign in' };

interface PageProps {
  readonly searchParams: Promise<{ readonly next?: string | string[] }>;
}

export default async function Page({ searchParams }: PageProps) {
  const { next } = await searchParams;
  return (
    <main className="sign-in">
      <h1 className="visually-hidden">Sign in to Fabric Sync</h1>
      <Brand />
      <SignInForm next={typeof next === 'string' ? next : undefined} />
    </main>
  );
}
