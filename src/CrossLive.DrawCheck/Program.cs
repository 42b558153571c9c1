using CrossLive.DrawCheck;

using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30), MaxResponseContentBufferSize = DrawCheckCommand.MaxBytes };
return await DrawCheckCommand.Create(http, Console.Out, Console.Error).Parse(args).InvokeAsync();
