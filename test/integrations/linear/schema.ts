import { buildSchema } from 'graphql';

/** The part of Linear's schema that is used, with its types and its arguments. */
export const linearSchema = buildSchema(`
  interface Node { id: ID! }
  type Query {
    viewer: User!
    organization: Organization!
    issue(id: String!): Issue!
    teams(filter: TeamFilter, first: Int, after: String): TeamConnection!
    projects(filter: ProjectFilter, first: Int, after: String): ProjectConnection!
    issueLabels(filter: IssueLabelFilter, first: Int, after: String): IssueLabelConnection!
  }
  type Mutation {
    issueCreate(input: IssueCreateInput!): IssuePayload!
    issueUpdate(id: String!, input: IssueUpdateInput!): IssuePayload!
    commentCreate(input: CommentCreateInput!): CommentPayload!
  }
  type User implements Node { id: ID! name: String! email: String! }
  type Organization implements Node { id: ID! name: String! urlKey: String! }
  type Team implements Node { id: ID! key: String! name: String! states(first: Int): WorkflowStateConnection! }
  type TeamConnection { nodes: [Team!]! }
  type Project implements Node { id: ID! name: String! teams(first: Int): TeamConnection! }
  type ProjectConnection { nodes: [Project!]! }
  type IssueLabel implements Node { id: ID! name: String! isGroup: Boolean! team: Team }
  type IssueLabelConnection { nodes: [IssueLabel!]! }
  type WorkflowState implements Node { id: ID! name: String! type: String! }
  type WorkflowStateConnection { nodes: [WorkflowState!]! }
  type Issue implements Node {
    id: ID! identifier: String! url: String! title: String! description: String state: WorkflowState! team: Team!
  }
  type Comment implements Node { id: ID! body: String! }
  type IssuePayload { success: Boolean! issue: Issue lastSyncId: Float! }
  type CommentPayload { success: Boolean! comment: Comment! lastSyncId: Float! }
  input StringComparator { eq: String eqIgnoreCase: String in: [String!] contains: String }
  input IDComparator { eq: ID in: [ID!] }
  input BooleanComparator { eq: Boolean }
  input TeamFilter { id: IDComparator key: StringComparator name: StringComparator and: [TeamFilter!] or: [TeamFilter!] }
  input ProjectFilter { id: IDComparator name: StringComparator and: [ProjectFilter!] or: [ProjectFilter!] }
  input IssueLabelFilter {
    id: IDComparator name: StringComparator isGroup: BooleanComparator and: [IssueLabelFilter!] or: [IssueLabelFilter!]
  }
  input IssueCreateInput {
    id: String title: String description: String teamId: String! projectId: String labelIds: [String!] stateId: String
  }
  input IssueUpdateInput { title: String stateId: String labelIds: [String!] }
  input CommentCreateInput { id: String issueId: String body: String }
`);
