import { words } from '../words/en.js';

const { pages, groups } = words.shell;

/** The pages of the main navigation, in their groups. */
export const navigation = [
  { group: null, pages: [{ to: '/overview', name: pages.overview }] },
  {
    group: groups.reviews,
    pages: [
      { to: '/reviews', name: pages.reviews },
      { to: '/findings', name: pages.findings },
      { to: '/replay', name: pages.replay },
    ],
  },
  {
    group: groups.knowledge,
    pages: [
      { to: '/repos', name: pages.repos },
      { to: '/team', name: pages.team },
      { to: '/memory', name: pages.memory },
    ],
  },
  {
    group: groups.automation,
    pages: [
      { to: '/workflows', name: pages.workflows },
      { to: '/integrations', name: pages.integrations },
    ],
  },
  {
    group: groups.administration,
    pages: [
      { to: '/usage', name: pages.usage },
      { to: '/events', name: pages.events },
      { to: '/audit', name: pages.audit },
      { to: '/settings', name: pages.settings },
      { to: '/tokens', name: pages.tokens },
      { to: '/doctor', name: pages.doctor },
    ],
  },
] as const;
