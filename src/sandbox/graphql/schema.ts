/**
 * The part of GitHub's GraphQL schema that the sandbox answers, with GitHub's own names, types and nullability: what
 * is not in here is an unknown field. A test compares it with the schema that GitHub publishes.
 */
export const SCHEMA = /* GraphQL */ `
  scalar DateTime
  scalar GitObjectID
  scalar BigInt

  interface Actor {
    login: String!
  }
  type User implements Actor {
    id: ID!
    databaseId: Int
    login: String!
    name: String
  }
  type Bot implements Actor {
    id: ID!
    databaseId: Int
    login: String!
  }
  type Mannequin implements Actor {
    id: ID!
    databaseId: Int
    login: String!
  }
  type Organization implements Actor {
    id: ID!
    databaseId: Int
    login: String!
    viewerCanAdminister: Boolean!
  }

  type PageInfo {
    endCursor: String
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
  }
  type RateLimit {
    cost: Int!
    limit: Int!
    nodeCount: Int!
    remaining: Int!
    resetAt: DateTime!
    used: Int!
  }

  enum OrderDirection {
    ASC
    DESC
  }
  enum IssueOrderField {
    COMMENTS
    CREATED_AT
    UPDATED_AT
  }
  input IssueOrder {
    direction: OrderDirection!
    field: IssueOrderField!
  }
  enum IssueState {
    CLOSED
    OPEN
  }
  enum PullRequestState {
    CLOSED
    MERGED
    OPEN
  }
  enum PullRequestReviewState {
    APPROVED
    CHANGES_REQUESTED
    COMMENTED
    DISMISSED
    PENDING
  }
  enum PatchStatus {
    ADDED
    CHANGED
    COPIED
    DELETED
    MODIFIED
    RENAMED
  }

  type Label {
    name: String!
  }
  type LabelConnection {
    nodes: [Label]
    pageInfo: PageInfo!
    totalCount: Int!
  }
  type Issue {
    author: Actor
    body: String!
    createdAt: DateTime!
    closedAt: DateTime
    id: ID!
    labels(first: Int, after: String, last: Int, before: String): LabelConnection
    number: Int!
    repository: Repository!
    state: IssueState!
    title: String!
    updatedAt: DateTime!
  }
  type IssueConnection {
    nodes: [Issue]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  type PullRequestChangedFile {
    additions: Int!
    changeType: PatchStatus!
    deletions: Int!
    path: String!
  }
  type PullRequestChangedFileConnection {
    nodes: [PullRequestChangedFile]
    pageInfo: PageInfo!
    totalCount: Int!
  }
  type PullRequestReviewComment {
    author: Actor
    body: String!
    fullDatabaseId: BigInt
    id: ID!
  }
  type PullRequestReviewCommentConnection {
    nodes: [PullRequestReviewComment]
    pageInfo: PageInfo!
    totalCount: Int!
  }
  type PullRequestReview {
    author: Actor
    authorCanPushToRepository: Boolean!
    body: String!
    comments(first: Int, after: String, last: Int, before: String): PullRequestReviewCommentConnection!
    fullDatabaseId: BigInt
    id: ID!
    state: PullRequestReviewState!
    submittedAt: DateTime
  }
  type PullRequestReviewConnection {
    nodes: [PullRequestReview]
    pageInfo: PageInfo!
    totalCount: Int!
  }
  type PullRequestReviewThread {
    comments(first: Int, after: String, last: Int, before: String): PullRequestReviewCommentConnection!
    id: ID!
    isOutdated: Boolean!
    isResolved: Boolean!
    resolvedBy: User
  }
  type PullRequestReviewThreadConnection {
    nodes: [PullRequestReviewThread]
    pageInfo: PageInfo!
    totalCount: Int!
  }
  type IssueComment {
    author: Actor
    body: String!
    fullDatabaseId: BigInt
    id: ID!
  }
  type IssueCommentConnection {
    nodes: [IssueComment]
    pageInfo: PageInfo!
    totalCount: Int!
  }
  type PullRequestCommit {
    commit: Commit!
  }
  type PullRequestCommitConnection {
    nodes: [PullRequestCommit]
    pageInfo: PageInfo!
    totalCount: Int!
  }
  type PullRequest {
    additions: Int!
    author: Actor
    baseRefName: String!
    baseRefOid: GitObjectID!
    body: String!
    changedFiles: Int!
    closedAt: DateTime
    closingIssuesReferences(first: Int, after: String, last: Int, before: String): IssueConnection
    comments(first: Int, after: String, last: Int, before: String): IssueCommentConnection!
    commits(first: Int, after: String, last: Int, before: String): PullRequestCommitConnection!
    createdAt: DateTime!
    deletions: Int!
    files(first: Int, after: String, last: Int, before: String): PullRequestChangedFileConnection
    headRefName: String!
    headRefOid: GitObjectID!
    headRepository: Repository
    id: ID!
    isDraft: Boolean!
    labels(first: Int, after: String, last: Int, before: String): LabelConnection
    locked: Boolean!
    mergeCommit: Commit
    mergedAt: DateTime
    number: Int!
    reviewThreads(first: Int, after: String, last: Int, before: String): PullRequestReviewThreadConnection!
    reviews(
      first: Int
      after: String
      last: Int
      before: String
      states: [PullRequestReviewState!]
    ): PullRequestReviewConnection
    state: PullRequestState!
    title: String!
    updatedAt: DateTime!
  }
  type PullRequestConnection {
    nodes: [PullRequest]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  interface GitObject {
    oid: GitObjectID!
  }
  type Blob implements GitObject {
    byteSize: Int!
    isBinary: Boolean
    isTruncated: Boolean!
    oid: GitObjectID!
    text: String
  }
  type Tree implements GitObject {
    oid: GitObjectID!
  }
  type Tag implements GitObject {
    oid: GitObjectID!
  }
  type TreeEntry {
    mode: Int!
    object: GitObject
    type: String!
  }
  type Ref {
    name: String!
    target: GitObject
  }
  type GitActor {
    email: String
    name: String
    user: User
  }
  type GitActorConnection {
    nodes: [GitActor]
    pageInfo: PageInfo!
    totalCount: Int!
  }
  type BlameRange {
    commit: Commit!
    endingLine: Int!
    startingLine: Int!
  }
  type Blame {
    ranges: [BlameRange!]!
  }
  type Commit implements GitObject {
    associatedPullRequests(first: Int, after: String, last: Int, before: String): PullRequestConnection
    authoredDate: DateTime!
    authors(first: Int, after: String, last: Int, before: String): GitActorConnection!
    blame(path: String!): Blame!
    committedDate: DateTime!
    file(path: String!): TreeEntry
    message: String!
    messageHeadline: String!
    oid: GitObjectID!
  }

  type Repository {
    databaseId: Int
    defaultBranchRef: Ref
    id: ID!
    isArchived: Boolean!
    isPrivate: Boolean!
    issue(number: Int!): Issue
    nameWithOwner: String!
    object(expression: String, oid: GitObjectID): GitObject
    pullRequest(number: Int!): PullRequest
    pullRequests(
      first: Int
      after: String
      last: Int
      before: String
      states: [PullRequestState!]
      orderBy: IssueOrder
    ): PullRequestConnection!
  }
  type Query {
    viewer: User!
    organization(login: String!): Organization
    rateLimit(dryRun: Boolean = false): RateLimit
    repository(owner: String!, name: String!, followRenames: Boolean = true): Repository
  }
`;
