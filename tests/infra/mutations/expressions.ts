import { type Mutation, m } from '../mutation.ts';

const policy = 'apim/api.xml';

export const expressionMutations: readonly Mutation[] = [
  m(
    'expressions: each compiles, and uses nothing but what Microsoft documents',
    policy,
    'context.RequestId.ToString()',
    'context.RequestID.ToString()',
  ),
  m(
    'expressions: each compiles, and uses nothing but what Microsoft documents',
    'apim/fragments/limit-callers.xml',
    '.StartsWith(&quot;subject:&quot;))"',
    '.StartsWith(&quot;subject:&quot;)"',
  ),
  m(
    'expressions: each compiles, and uses nothing but what Microsoft documents',
    'apim/fragments/problem.xml',
    'Convert.ToString(context.Variables[&quot;retryAfter&quot;])',
    'System.Environment.GetEnvironmentVariable(&quot;retryAfter&quot;)',
  ),
  m(
    'expressions: each compiles, and uses nothing but what Microsoft documents',
    'apim/operations/image-reads.xml',
    '@(context.Response.StatusCode == 200 &amp;&amp;',
    '@(context.Response.StatusCode &amp;&amp;',
  ),
  m(
    'expressions: a caller is counted by address, and by the subject of a valid token',
    policy,
    '((Jwt)context.Variables[&quot;token&quot;]).Subject',
    '((Jwt)context.Variables[&quot;token&quot;]).Issuer',
  ),
  m(
    'expressions: a caller is counted by address, and by the subject of a valid token',
    'apim/fragments/limit-callers.xml',
    'StartsWith(&quot;subject:&quot;)',
    'StartsWith(&quot;sub:&quot;)',
  ),
  m(
    'expressions: a caller with a bad token is counted',
    policy,
    '&quot; + context.Request.IpAddress)" />\n    <include-fragment fragment-id="limit-callers" />',
    '&quot; + context.Request.IpAddress)" />',
  ),
  m(
    'expressions: the id of a request is one that the app accepts, and answers from the cache have it',
    policy,
    '{1,128}',
    '+',
  ),
  m(
    'expressions: the id of a request is one that the app accepts, and answers from the cache have it',
    'apim/operations/product-reads.xml',
    '<set-header name="x-request-id" exists-action="skip">',
    '<set-header name="x-request" exists-action="skip">',
  ),
  m(
    'expressions: without a token only what anyone may read goes on',
    policy,
    '@(!context.Variables.GetValueOrDefault',
    '@(context.Variables.GetValueOrDefault',
  ),
  m(
    'expressions: what the gateway refuses is a problem document of the app',
    'apim/fragments/problem.xml',
    'if (source == &quot;validate-content&quot;) { return 413; }',
    '',
  ),
  m(
    'expressions: a header that the host would answer with an empty 500 is a problem document',
    'apim/api.xml',
    '[^\\u0000-\\u007f]',
    '[^\\u0000-\\u00ff]',
  ),
  m(
    'expressions: what the gateway refuses is a problem document of the app',
    'apim/fragments/problem.xml',
    '|| reason == &quot;RateLimitExceeded&quot;',
    '',
  ),
  m(
    'expressions: what the gateway refuses is a problem document of the app',
    'apim/fragments/problem.xml',
    'context.Request.OriginalUrl.Path',
    'context.Request.OriginalUrl.QueryString',
  ),
  m(
    'expressions: a page of the platform becomes a problem document',
    'apim/fragments/problem.xml',
    '(status == 401 || status == 403)) { return 503; }',
    '(status == 403)) { return 503; }',
  ),
  m(
    'expressions: a page of the platform becomes a problem document',
    policy,
    'StatusCode &gt;= 400 &amp;&amp;',
    'StatusCode &gt;= 500 &amp;&amp;',
  ),
  m(
    'expressions: answers of the app pass, without internal headers',
    policy,
    'StartsWith(&quot;application/problem+json&quot;)',
    'Equals(&quot;application/problem+json&quot;)',
  ),
  m(
    'expressions: answers of the app pass, without internal headers',
    policy,
    ' &amp;&amp; context.Request.Method != &quot;HEAD&quot;',
    '',
  ),
  m(
    'expressions: the cache holds only good answers that are the same for everyone',
    'apim/operations/product-reads.xml',
    '@(context.Response.StatusCode == 200 &amp;&amp; !context.Request.Headers.ContainsKey(&quot;Authorization&quot;)',
    '@(context.Response.StatusCode == 200 &amp;&amp; !context.Request.Headers.ContainsKey(&quot;Authorisation&quot;)',
  ),
  m(
    'expressions: the cache holds only good answers that are the same for everyone',
    'apim/operations/image-reads.xml',
    'StatusCode == 200',
    'StatusCode &gt;= 200',
  ),
  m(
    'expressions: images are cached by the format that the app would give',
    'apim/operations/image-reads.xml',
    'webp &gt;= jpeg',
    'webp &gt; jpeg',
  ),
  m(
    'expressions: images are cached by the format that the app would give',
    'apim/operations/image-reads.xml',
    '.ToLowerInvariant()',
    '',
  ),
];
