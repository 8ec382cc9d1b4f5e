export const login = {
  title: 'Sign in',
  lead: 'Your GitHub permissions apply here too.',
  withGitHub: 'Sign in with GitHub',
  failed: {
    access_denied: 'You declined on GitHub, so nobody is signed in.',
    state: 'This sign-in took too long, or started in another browser. Please try again.',
    other: 'The sign-in did not work. Please try again.',
  },
  notConfigured: 'Nobody can sign in yet: the server has no GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET.',
};
