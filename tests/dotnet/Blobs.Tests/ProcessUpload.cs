using System.Collections.Concurrent;
using Microsoft.Azure.WebJobs;

// Its full name must be what the functions host makes of a function's name: the receipts contain it.
namespace Host;

public static class Functions
{
    public static readonly ConcurrentQueue<string> Runs = new();

    public static void ProcessUpload([BlobTrigger("%Uploads%/{name}")] string content, string blobTrigger) =>
        Runs.Enqueue(blobTrigger);
}
