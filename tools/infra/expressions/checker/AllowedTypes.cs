/// <summary>The .NET types that the reference of API Management allows in policy expressions. If a
/// type is allowed only in part, its members follow after a colon.</summary>
static class AllowedTypes
{
    const string Documented = """
        Newtonsoft.Json.Formatting
        Newtonsoft.Json.JsonConvert: SerializeObject DeserializeObject
        Newtonsoft.Json.Linq.Extensions
        Newtonsoft.Json.Linq.JArray
        Newtonsoft.Json.Linq.JConstructor
        Newtonsoft.Json.Linq.JContainer
        Newtonsoft.Json.Linq.JObject
        Newtonsoft.Json.Linq.JProperty
        Newtonsoft.Json.Linq.JRaw
        Newtonsoft.Json.Linq.JToken
        Newtonsoft.Json.Linq.JTokenType
        Newtonsoft.Json.Linq.JValue
        System.Array
        System.BitConverter
        System.Boolean
        System.Byte
        System.Char
        System.Collections.Generic.Dictionary`2
        System.Collections.Generic.HashSet`1
        System.Collections.Generic.ICollection`1
        System.Collections.Generic.IDictionary`2
        System.Collections.Generic.IEnumerable`1
        System.Collections.Generic.IEnumerator`1
        System.Collections.Generic.IList`1
        System.Collections.Generic.IReadOnlyCollection`1
        System.Collections.Generic.IReadOnlyDictionary`2
        System.Collections.Generic.ISet`1
        System.Collections.Generic.KeyValuePair`2
        System.Collections.Generic.List`1
        System.Collections.Generic.Queue`1
        System.Collections.Generic.Stack`1
        System.Convert
        System.DateTime: .ctor Add AddDays AddHours AddMilliseconds AddMinutes AddMonths AddSeconds AddTicks AddYears Date Day DayOfWeek DayOfYear DaysInMonth Hour IsDaylightSavingTime IsLeapYear MaxValue Millisecond Minute MinValue Month Now Parse Second Subtract Ticks TimeOfDay Today ToString UtcNow Year
        System.DateTimeKind: Utc
        System.DateTimeOffset
        System.Decimal
        System.Double
        System.Exception
        System.Guid
        System.Int16
        System.Int32
        System.Int64
        System.IO.StringReader
        System.IO.StringWriter
        System.Linq.Enumerable
        System.Math
        System.MidpointRounding
        System.Net.IPAddress
        System.Net.WebUtility
        System.Nullable
        System.Nullable`1
        System.Random
        System.SByte
        System.Security.Cryptography.AsymmetricAlgorithm
        System.Security.Cryptography.CipherMode
        System.Security.Cryptography.HashAlgorithm
        System.Security.Cryptography.HashAlgorithmName
        System.Security.Cryptography.HMAC
        System.Security.Cryptography.HMACMD5
        System.Security.Cryptography.HMACSHA1
        System.Security.Cryptography.HMACSHA256
        System.Security.Cryptography.HMACSHA384
        System.Security.Cryptography.HMACSHA512
        System.Security.Cryptography.KeyedHashAlgorithm
        System.Security.Cryptography.MD5
        System.Security.Cryptography.Oid
        System.Security.Cryptography.PaddingMode
        System.Security.Cryptography.RNGCryptoServiceProvider
        System.Security.Cryptography.RSA
        System.Security.Cryptography.RSAEncryptionPadding
        System.Security.Cryptography.RSASignaturePadding
        System.Security.Cryptography.SHA1
        System.Security.Cryptography.SHA1Managed
        System.Security.Cryptography.SHA256
        System.Security.Cryptography.SHA256Managed
        System.Security.Cryptography.SHA384
        System.Security.Cryptography.SHA384Managed
        System.Security.Cryptography.SHA512
        System.Security.Cryptography.SHA512Managed
        System.Security.Cryptography.SymmetricAlgorithm
        System.Security.Cryptography.X509Certificates.PublicKey
        System.Security.Cryptography.X509Certificates.RSACertificateExtensions
        System.Security.Cryptography.X509Certificates.X500DistinguishedName: Name
        System.Security.Cryptography.X509Certificates.X509Certificate
        System.Security.Cryptography.X509Certificates.X509Certificate2
        System.Security.Cryptography.X509Certificates.X509ContentType
        System.Security.Cryptography.X509Certificates.X509NameType
        System.Single
        System.String
        System.StringComparer
        System.StringComparison
        System.StringSplitOptions
        System.Text.Encoding
        System.Text.RegularExpressions.Capture: Index Length Value
        System.Text.RegularExpressions.CaptureCollection: Count Item
        System.Text.RegularExpressions.Group: Captures Success
        System.Text.RegularExpressions.GroupCollection: Count Item
        System.Text.RegularExpressions.Match: Empty Groups Result
        System.Text.RegularExpressions.Regex: .ctor IsMatch Match Matches Replace Unescape Split
        System.Text.RegularExpressions.RegexOptions
        System.Text.StringBuilder
        System.TimeSpan
        System.TimeZone
        System.TimeZoneInfo
        System.TimeZoneInfo+AdjustmentRule
        System.TimeZoneInfo+TransitionTime
        System.Tuple
        System.UInt16
        System.UInt32
        System.UInt64
        System.Uri
        System.UriPartial
        System.Xml.Linq.Extensions
        System.Xml.Linq.XAttribute
        System.Xml.Linq.XCData
        System.Xml.Linq.XComment
        System.Xml.Linq.XContainer
        System.Xml.Linq.XDeclaration
        System.Xml.Linq.XDocument
        System.Xml.Linq.XDocumentType
        System.Xml.Linq.XElement
        System.Xml.Linq.XName
        System.Xml.Linq.XNamespace
        System.Xml.Linq.XNode
        System.Xml.Linq.XNodeDocumentOrderComparer
        System.Xml.Linq.XNodeEqualityComparer
        System.Xml.Linq.XObject
        System.Xml.Linq.XProcessingInstruction
        System.Xml.Linq.XText
        System.Xml.XmlNodeType
        """;

    static readonly Dictionary<string, HashSet<string>> members = Documented
        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(':'))
        .ToDictionary(parts => parts[0], parts => parts.Skip(1).SelectMany(list => list.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToHashSet());

    public static bool HasType(string type) => members.ContainsKey(type);

    public static bool HasMember(string type, string member) =>
        (type, member) is not ("System.Xml.Linq.XDocument", "Load") && members.TryGetValue(type, out var some) && (some.Count == 0 || some.Contains(member));
}
