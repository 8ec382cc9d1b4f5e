import { Outlet } from '@tanstack/react-router';

export function RepoLayout() {
  return <Outlet />;
}
