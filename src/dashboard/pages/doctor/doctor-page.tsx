import { Page } from '../../ui/page.js';

export function DoctorPage() {
  return <Page title="Doctor">…</Page>;
}
