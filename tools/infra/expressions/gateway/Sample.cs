// A context made from JSON, to run expressions on. What a sample does not give is null. What a real
// gateway would have to compute throws.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography.X509Certificates;
using Newtonsoft.Json.Linq;

public sealed class SampleContext : IContext
{
    readonly JObject sample;

    public SampleContext(string json)
    {
        sample = JObject.Parse(json);
        Request = new SampleRequest((JObject)sample["request"] ?? new JObject());
        Response = sample["response"] is JObject response ? new SampleResponse(response) : null;
        LastError = sample["lastError"] is JObject error ? new SampleError(error) : null;
        Variables = Sample.Objects(sample["variables"]).ToDictionary(one => one.Key, one => Sample.Value(one.Value));
    }

    public IRequest Request { get; }
    public IResponse Response { get; }
    public ILastError LastError { get; }
    public IReadOnlyDictionary<string, object> Variables { get; }
    public Guid RequestId => Guid.Parse((string)sample["requestId"]);
    public IContextApi Api => throw Sample.Absent();
    public IDeployment Deployment => throw Sample.Absent();
    public TimeSpan Elapsed => throw Sample.Absent();
    public IOperation Operation => throw Sample.Absent();
    public IProduct Product => throw Sample.Absent();
    public ISubscription Subscription => throw Sample.Absent();
    public DateTime Timestamp => throw Sample.Absent();
    public bool Tracing => false;
    public IUser User => throw Sample.Absent();
    public void Trace(string message) { }
}

static class Sample
{
    public static Exception Absent() => new NotSupportedException("The sample context does not have this.");

    public static IEnumerable<KeyValuePair<string, JToken>> Objects(JToken token) =>
        (IEnumerable<KeyValuePair<string, JToken>>)(token as JObject) ?? new KeyValuePair<string, JToken>[0];

    /// <summary>Names of headers are not case-sensitive.</summary>
    public static IReadOnlyDictionary<string, string[]> Lists(JToken token) =>
        Objects(token).ToDictionary(
            one => one.Key,
            one => one.Value is JArray list ? list.Select(value => (string)value).ToArray() : new[] { (string)one.Value },
            StringComparer.OrdinalIgnoreCase);

    /// <summary>Whole numbers become int, as in policies. An object with `jwt` is a validated
    /// token.</summary>
    public static object Value(JToken token)
    {
        switch (token.Type)
        {
            case JTokenType.String: return (string)token;
            case JTokenType.Boolean: return (bool)token;
            case JTokenType.Integer: return (int)token;
            case JTokenType.Object when token["jwt"] is JObject jwt: return new SampleJwt(jwt);
            default: throw new NotSupportedException("A variable cannot be " + token);
        }
    }
}

sealed class SampleRequest : IRequest
{
    readonly JObject sample;
    public SampleRequest(JObject sample) => this.sample = sample;
    public IReadOnlyDictionary<string, string[]> Headers => Sample.Lists(sample["headers"]);
    public string IpAddress => (string)sample["ipAddress"];
    public string Method => (string)sample["method"];
    public IUrl OriginalUrl => new SampleUrl((string)sample["originalUrl"]);
    public IUrl Url => new SampleUrl((string)sample["url"]);
    public IMessageBody Body => throw Sample.Absent();
    public X509Certificate2 Certificate => null;
    public IReadOnlyDictionary<string, string> MatchedParameters => throw Sample.Absent();
    public IPrivateEndpointConnection PrivateEndpointConnection => null;
}

sealed class SampleUrl : IUrl
{
    readonly Uri url;
    public SampleUrl(string url) => this.url = new Uri(url);
    public string Host => url.Host;
    public string Path => url.AbsolutePath;
    public int Port => url.Port;
    public string QueryString => url.Query;
    public string Scheme => url.Scheme;
    public IReadOnlyDictionary<string, string[]> Query => throw Sample.Absent();
}

sealed class SampleResponse : IResponse
{
    readonly JObject sample;
    public SampleResponse(JObject sample) => this.sample = sample;
    public IReadOnlyDictionary<string, string[]> Headers => Sample.Lists(sample["headers"]);
    public int StatusCode => (int)sample["statusCode"];
    public string StatusReason => (string)sample["statusReason"];
    public IMessageBody Body => throw Sample.Absent();
}

sealed class SampleError : ILastError
{
    readonly JObject sample;
    public SampleError(JObject sample) => this.sample = sample;
    public string Source => (string)sample["source"];
    public string Reason => (string)sample["reason"];
    public string Message => (string)sample["message"];
    public string Scope => (string)sample["scope"];
    public string Section => (string)sample["section"];
    public string Path => (string)sample["path"];
    public string PolicyId => (string)sample["policyId"];
}

sealed class SampleJwt : Jwt
{
    readonly JObject sample;
    public SampleJwt(JObject sample) => this.sample = sample;
    public string Subject => (string)sample["subject"];
    public string Issuer => (string)sample["issuer"];
    public string Id => (string)sample["id"];
    public IReadOnlyDictionary<string, string[]> Claims => Sample.Lists(sample["claims"]);
    public IEnumerable<string> Audiences => throw Sample.Absent();
    public string Algorithm => throw Sample.Absent();
    public DateTime? ExpirationTime => throw Sample.Absent();
    public DateTime? IssuedAt => throw Sample.Absent();
    public DateTime? NotBefore => throw Sample.Absent();
    public string Type => throw Sample.Absent();
}
