// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of Bicep.
import { type Mutation, m } from '../mutation.ts';

const api = 'modules/api.bicep';
const policy = 'apim/api.xml';

export const policyMutations: readonly Mutation[] = [
  m('policies: well-formed', policy, '</outbound>', '</outbounds>'),
  m(
    'policies: none that the tier does not support',
    'apim/fragments/limit-callers-consumption.xml',
    '<set-variable name="retryAfter" value="1" />',
    '<rate-limit-by-key calls="1" renewal-period="60" counter-key="a" />',
  ),
  m(
    'policies: none that the tier does not support',
    policy,
    '<set-backend-service backend-id="app" />',
    '<set-backend-service backend-id="app" /><quota-by-key calls="1" />',
  ),
  m(
    'policies: a backend section has one policy',
    policy,
    '<include-fragment fragment-id="forward" />',
    '<set-header name="Origin" exists-action="delete" /><include-fragment fragment-id="forward" />',
  ),
  m(
    'policies: a backend section has one policy',
    'apim/fragments/forward-consumption.xml',
    '<fragment>',
    '<fragment><set-variable name="started" value="1" />',
  ),
  m('policies: what they refer to is there', policy, 'backend-id="app"', 'backend-id="shop"'),
  m('policies: what they refer to is there', policy, 'fragment-id="forward"', 'fragment-id="send"'),
  m('policies: what they refer to is there', policy, '{{auth-audience}}', '{{audience}}'),
  m('policies: a token of the issuer, for this audience, is asked for', policy, 'clock-skew="60"', 'clock-skew="600"'),
  m(
    'policies: a token of the issuer, for this audience, is asked for',
    policy,
    '<issuer>{{auth-issuer}}</issuer>',
    '<issuer>{{auth-audience}}</issuer>',
  ),
  m(
    'policies: a token of the issuer, for this audience, is asked for',
    api,
    '.well-known/openid-configuration',
    '.well-known/openid',
  ),
  m(
    'policies: an operation that says nothing asks for a token',
    policy,
    '(&quot;anonymous&quot;, false)',
    '(&quot;anonymous&quot;, true)',
  ),
  m(
    'policies: what anyone may read passes without a token, and nothing else does',
    api,
    'anonymous: empty(member.value.security)',
    'anonymous: !empty(member.value.security)',
  ),
  m(
    'policies: the variable is set before the common policy looks at it',
    'apim/operations/anonymous.xml',
    '    <set-variable name="anonymous" value="@(true)" />\n    <base />\n',
    '    <base />\n    <set-variable name="anonymous" value="@(true)" />\n',
  ),
  m(
    'policies: calls are counted by address before the token is checked, and then by subject',
    policy,
    '&quot; + context.Request.IpAddress)" />\n    <include-fragment fragment-id="limit-callers" />',
    '&quot; + context.Request.IpAddress)" />',
  ),
  m(
    'policies: calls are counted by address before the token is checked, and then by subject',
    'apim/fragments/limit-callers.xml',
    '{{calls-per-subject}}',
    '{{calls-per-address}}',
  ),
  m(
    'policies: Consumption limits callers by their concurrent calls',
    'apim/fragments/forward-consumption.xml',
    'max-count="20"',
    'max-count="2000"',
  ),
  m('policies: a body of at most 64 KiB', policy, 'size-exceeded-action="prevent"', 'size-exceeded-action="detect"'),
  m(
    'policies: pages of the shop may call, and see the headers they need',
    policy,
    '<header>Idempotency-Replayed</header>',
    '',
  ),
  m(
    'policies: pages of the shop may call, and see the headers they need',
    api,
    "'<origin>${origin}</origin>'",
    "'<origin>*</origin>'",
  ),
  m(
    'policies: reads of products and images are cached, images by Accept',
    'apim/operations/image-reads.xml',
    '<vary-by-header>Accept</vary-by-header>',
    '',
  ),
  m(
    'policies: reads of products and images are cached, images by Accept',
    api,
    'full && contains(cachedOperations, id)',
    'contains(cachedOperations, id)',
  ),
  m(
    'policies: what a token may change is never kept for others',
    'apim/operations/product-reads.xml',
    'allow-private-response-caching="false"',
    'allow-private-response-caching="true"',
  ),
  m(
    'policies: a conditional read gets its 304 from the app',
    'apim/operations/image-reads.xml',
    '<when condition="@(!context.Request.Headers.ContainsKey(&quot;If-None-Match&quot;))">',
    '<when condition="@(true)">',
  ),
  m(
    'policies: no cached answer has the id of another request',
    'apim/operations/product-reads.xml',
    '        <set-header name="x-request-id" exists-action="delete" />\n',
    '',
  ),
  m(
    'policies: no cached answer has the id of another request',
    'apim/operations/image-reads.xml',
    '<set-header name="x-request-id" exists-action="skip">',
    '<set-header name="x-request" exists-action="skip">',
  ),
  m('policies: no header reveals internals', policy, '<set-header name="Server" exists-action="delete" />', ''),
  m(
    'policies: keys of callers do not reach the app',
    policy,
    '<set-query-parameter name="code" exists-action="delete" />',
    '<set-query-parameter name="code" exists-action="skip" />',
  ),
  m(
    'policies: keys of callers do not reach the app',
    policy,
    '<set-header name="x-functions-key" exists-action="delete" />',
    '',
  ),
  m(
    "policies: the gateway's own refusals are problem documents",
    'apim/global.xml',
    '<include-fragment fragment-id="problem" />',
    '',
  ),
  m(
    "policies: the gateway's own refusals are problem documents",
    'apim/fragments/problem.xml',
    '        <set-header name="WWW-Authenticate" exists-action="override">\n          <value>Bearer realm="hearth"</value>\n        </set-header>\n',
    '',
  ),
  m('policies: a page of the platform never reaches a caller', policy, 'StatusCode &gt;= 400', 'StatusCode &gt;= 500'),
];
