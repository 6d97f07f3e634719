import { Skeleton } from '#components/ui/skeleton.tsx';

export default function Loading() {
  return <Skeleton lines={9} label="Loading the page" />;
}
