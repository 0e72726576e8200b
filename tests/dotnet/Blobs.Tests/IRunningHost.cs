namespace Hearth.Blobs;

public interface IRunningHost : IAsyncDisposable
{
    /// <summary>The blobs that its function ran for, in order, as container/name.</summary>
    IReadOnlyCollection<string> Runs { get; }
}
