//! The bodies of the tests.
//!
//! `@N@` is the test's number. The other marks are the one thing that differs between the two crates: how a test
//! reaches its runtime. `@CLONE@` is for what is handed to a task.

/// Bodies as they are written in tests, of ten kinds.
pub(super) const BODIES: [&str; 10] = [
    r#"let (sender, mut receiver) = mpsc::channel::<u64>(4);
    let producer = @SPAWN@(async move {
        for item in 0..@N@ + 3 {
            sender.send(item).await.expect("the receiver is alive");
        }
    });
    let mut sum = 0;
    while let Some(item) = receiver.recv().await {
        sum += item;
    }
    producer.await.expect("the producer ends");
    assert_eq!(sum, (0..@N@ + 3).sum::<u64>());"#,
    r#"let (request, requested) = oneshot::channel::<String>();
    let (reply, replied) = oneshot::channel::<usize>();
    let server = @SPAWN@(async move {
        let text = requested.await.expect("a request comes");
        reply.send(text.len() + @N@).expect("the client waits");
    });
    request.send("request @N@".to_owned()).expect("the server waits");
    let length = @TIMEOUT@(Duration::from_secs(5), replied).await;
    let length = length.expect("in time").expect("a reply comes");
    assert_eq!(length, "request @N@".len() + @N@);
    server.await.expect("the server ends");"#,
    r#"let (sender, mut receiver) = mpsc::channel::<Vec<u8>>(1);
    let waited = @TIMEOUT@(Duration::from_millis(1), receiver.recv()).await;
    assert!(waited.is_err(), "nothing was sent");
    sender.send(vec![0; @N@ + 1]).await.expect("the receiver is alive");
    let received = @TIMEOUT@(Duration::from_secs(5), receiver.recv()).await;
    let received = received.expect("in time").expect("the sender is alive");
    assert_eq!(received.len(), @N@ + 1);
    drop(sender);
    let end = receiver.recv().await;
    assert!(end.is_none(), "the sender is gone");
    assert!(receiver.try_recv().is_err());"#,
    r#"let total = Arc::new(Mutex::new(@N@_u64));
    let mut tasks = Vec::new();
    for step in 1..=4 {
        let total = Arc::clone(&total);
        tasks.push(@SPAWN@(async move {
            *total.lock().await += step;
        }));
    }
    for task in tasks {
        task.await.expect("the task ends");
    }
    assert_eq!(*total.lock().await, @N@ + 10);"#,
    r#"@CLONE@
    let worker = @SPAWN@(async move {
        let mut steps = Vec::new();
        for step in 0..3_u32 {
            @SLEEP@(Duration::from_millis(1)).await;
            steps.push(step + @N@);
        }
        steps
    });
    let steps = @TIMEOUT_@(Duration::from_secs(5), worker).await;
    let steps = steps.expect("in time").expect("the worker ends");
    assert_eq!(steps, [@N@, @N@ + 1, @N@ + 2]);
    assert!(steps.iter().all(|step| *step >= @N@));"#,
    r#"let (sender, mut receiver) = watch::channel(0_i64);
    let follower = @SPAWN@(async move {
        let last = receiver.wait_for(|value| *value >= @N@).await;
        *last.expect("the sender is alive")
    });
    for value in 1..=@N@ {
        sender.send_replace(value);
    }
    let seen = follower.await.expect("the follower ends");
    assert!(seen >= @N@, "saw {seen}");
    assert_eq!(*sender.borrow(), @N@);
    assert!(sender.is_closed(), "the follower is gone");"#,
    r#"let permits = Arc::new(Semaphore::new(2));
    let first = permits.clone().acquire_owned().await.expect("open");
    let second = permits.clone().acquire_owned().await.expect("open");
    let third = @TIMEOUT@(Duration::from_millis(1), permits.acquire()).await;
    assert!(third.is_err(), "both permits are out");
    let waiter = @SPAWN@({
        let permits = Arc::clone(&permits);
        async move { permits.acquire().await.map(|_permit| @N@_u32) }
    });
    drop((first, second));
    let number = waiter.await.expect("the waiter ends");
    assert_eq!(number.expect("open"), @N@);"#,
    r#"let ready = Arc::new(Notify::new());
    let seen = Arc::new(AtomicUsize::new(0));
    let waiter = @SPAWN@({
        let (ready, seen) = (Arc::clone(&ready), Arc::clone(&seen));
        async move {
            ready.notified().await;
            seen.fetch_add(@N@, Ordering::SeqCst)
        }
    });
    ready.notify_one();
    let before = waiter.await.expect("the waiter ends");
    assert_eq!((before, seen.load(Ordering::SeqCst)), (0, @N@));"#,
    r#"let (lines, mut upper) = mpsc::unbounded_channel::<String>();
    let (sink, mut collected) = mpsc::unbounded_channel::<(usize, String)>();
    let stage = @SPAWN@(async move {
        while let Some(line) = upper.recv().await {
            sink.send((line.len(), line.to_uppercase())).expect("the sink is alive");
        }
    });
    lines.send("line @N@".to_owned()).expect("the stage is alive");
    drop(lines);
    stage.await.expect("the stage ends");
    assert_eq!(collected.recv().await, Some(("line @N@".len(), "LINE @N@".to_owned())));
    assert_eq!(collected.recv().await, None);"#,
    r#"let table = Arc::new(RwLock::new(HashMap::from([(@N@_u16, "first")])));
    let writer = @SPAWN@({
        let table = Arc::clone(&table);
        async move { table.write().await.insert(@N@ + 1, "second") }
    });
    let replaced = writer.await.expect("the writer ends");
    assert!(replaced.is_none(), "the key was free");
    let table = table.read().await;
    assert_eq!(table.len(), 2);
    assert_eq!(table.get(&@N@).copied(), Some("first"));
    assert_eq!(table.get(&(@N@ + 1)).copied(), Some("second"));"#,
];
