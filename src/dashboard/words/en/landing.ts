export const landing = {
  claim: 'Code review that knows your repository',
  lead: 'Nectr reviews every pull request, proves what it says and says it once. It runs on your own machines.',
  signIn: 'Sign in with GitHub',
  points: [
    ['Quiet', 'A few comments per pull request, each on the line it is about. Nothing is said twice.'],
    ['Proven', 'Every quote, line and suggestion is checked by code before it is posted.'],
    ['Yours', 'Your server, your database, your Claude key. Your code goes to Claude and nowhere else.'],
  ],
  documents: 'API reference',
  picture: 'A review: its outcome, the summary and the findings with their places',
};
