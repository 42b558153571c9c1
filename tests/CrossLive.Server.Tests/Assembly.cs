// Every test starts processes of its own, and most measure what happens under load: one after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
