import { redirect } from 'next/navigation';
import { paths } from '#app/paths.ts';

export default function Page() {
  redirect(paths.fabrics());
}
