export const unsaved = {
  title: 'Leave without saving?',
  lead: 'What you changed is not saved yet. It is lost if you leave.',
  stay: 'Keep editing',
  leave: 'Leave without saving',
};
