import type { Node } from 'web-tree-sitter';
import { functionOf, scopeAt } from '../flow/scopes.js';
import { headOf } from '../node-text.js';
import { calledName, definitionsOf, qualifiedName } from './names.js';
import { goScopes } from './scopes.js';

const REQUEST = '(?:\\(http\\.Request\\)|r|req|request|\\(gin\\.Context\\)\\.Request|c\\.Request|c\\.Request\\(\\))';
const REQUEST_PART = new RegExp(
  `^${REQUEST}\\.(?:URL\\.(?:Path|RawQuery|RawPath|Fragment|Host|Opaque)|URL|Host|Form|PostForm|Header|Body|MultipartForm|RequestURI|TransferEncoding|Trailer)$`,
);
const OWN_ADDRESS = new RegExp(
  `^${REQUEST}\\.(?:URL|URL\\.(?:Path|RawPath|String|EscapedPath|RequestURI|Host|Hostname|RawQuery)|Host|RequestURI)$`,
);
const REQUEST_CALL = new RegExp(
  `^${REQUEST}\\.(?:URL\\.(?:Query|String|EscapedPath|RequestURI|Hostname)|FormValue|PostFormValue|PathValue|Cookie|Cookies|FormFile|Referer|UserAgent|BasicAuth|Header\\.(?:Get|Values))$`,
);
const CONTEXT = '(?:\\((?:gin|echo|fiber)\\.(?:Context|Ctx)\\)|c|ctx)';
const CONTEXT_CALL = new RegExp(
  `^${CONTEXT}\\.(?:Query|Param|PostForm|DefaultQuery|DefaultPostForm|GetHeader|GetQuery|GetPostForm|QueryArray|QueryMap|PostFormArray|GetRawData|QueryParam|QueryParams|FormValue|FormParams|FormFile|PathParam|Params|AllParams|Queries|Body|BodyRaw|Cookies|OriginalURL|BodyParser|QueryParser|ParamsParser|\\w*Bind\\w*)$`,
);
const ONLY_OF_CONTEXT = new RegExp(
  `^\\((?:gin\\.Context|fiber\\.Ctx|echo\\.Context)\\)\\.(?:Cookie|Get|Hostname|Path)$`,
);
const ROUTE_CALL = /^(?:mux\.Vars|chi\.URLParam|chi\.URLParamFromCtx)$|^\(httprouter\.Params\)\.ByName$|^ps\.ByName$/;
const LAMBDA = /^\(events\.(?:APIGateway\w*Request|LambdaFunctionURLRequest|ALBTargetGroupRequest)\)\./;
const ANSWERS = /(?:Response|Reply|Result|Empty)\b/;
/** A value by its type, not text that anybody chose. */
const NUMBER_TYPE =
  /^(?:\*|\[\])*(?:u?int(?:8|16|32|64)?|uintptr|float(?:32|64)|bool|rune|time\.(?:Time|Duration)|uuid\.UUID)$/;

/**
 * Whether an expression is what the client of a request sent: net/http, gin, echo, fiber, chi, gorilla, Lambda, gRPC.
 */
export function isSource(node: Node): boolean {
  if (node.type === 'selector_expression') {
    const name = qualifiedName(node);
    return REQUEST_PART.test(name) || LAMBDA.test(name) || isOfMessage(node.childForFieldName('operand'));
  }
  if (node.type !== 'call_expression') return false;
  const name = calledName(node);
  if (REQUEST_CALL.test(name) || CONTEXT_CALL.test(name) || ONLY_OF_CONTEXT.test(name) || ROUTE_CALL.test(name))
    return true;
  const called = node.childForFieldName('function');
  return (
    /^Get[A-Z]/.test(called?.childForFieldName('field')?.text ?? '') &&
    isOfMessage(called?.childForFieldName('operand') ?? null)
  );
}

/** The address of the request itself, or a part of it: where it leads, the client is already. */
export function isOwnAddress(node: Node): boolean {
  if (node.type === 'selector_expression') return OWN_ADDRESS.test(qualifiedName(node));
  return node.type === 'call_expression' && OWN_ADDRESS.test(calledName(node));
}

/**
 * `func (s *server) Get(ctx context.Context, in *pb.GetRequest) (*pb.GetReply, error)`: the message of a call by gRPC.
 */
function isOfMessage(operand: Node | null): boolean {
  if (operand?.type !== 'identifier') return false;
  const given = definitionsOf(operand.text, operand).at(-1);
  if (given?.way !== 'parameter' || given.index !== 1 || !/^\*\w+\.\w+(?:Request|Req)$/.test(headOf(given.type, 80)))
    return false;
  const around = functionOf(scopeAt(goScopes(operand.tree), operand.startIndex));
  return (
    around?.node.type === 'method_declaration' && ANSWERS.test(headOf(around.node.childForFieldName('result'), 120))
  );
}

/** What the person who runs the program typed. */
export function isTyped(node: Node): boolean {
  if (node.type === 'call_expression') return /^flag\.(?:Arg|Args)$/.test(calledName(node));
  return node.type === 'selector_expression' && /^os\.(?:Args|Stdin)$/.test(qualifiedName(node));
}

/** The name of an entry of an archive: `for _, f := range reader.File { f.Name }`, `header, err := tr.Next()`. */
export function isEntryName(node: Node): boolean {
  if (node.type !== 'selector_expression' || !/^(?:Name|Linkname)$/.test(node.childForFieldName('field')?.text ?? ''))
    return false;
  const operand = node.childForFieldName('operand');
  if (operand?.type !== 'identifier') return false;
  return definitionsOf(operand.text, operand).some(({ way, value, type }) => {
    if (type && /^\*?(?:zip\.File|tar\.Header|zip\.FileHeader)$/.test(headOf(type, 40))) return true;
    if (!value) return false;
    if (way === 'each')
      return value.type === 'selector_expression' && value.childForFieldName('field')?.text === 'File';
    return value.type === 'call_expression' && /^\(?tar\.(?:NewReader\(\)|Reader\))\.Next$/.test(calledName(value));
  });
}

/** Whether a type, as it is written, has no text that means anything. */
export function isNumberType(type: string): boolean {
  return NUMBER_TYPE.test(type);
}
