//! A static server for this machine only: the right types, the headers that a host should send, compressed neighbours.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

/// Sent with every page; the page's own meta tag says the same, for hosts that send nothing.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
                      worker-src 'self' blob:; img-src 'self' blob: data:; style-src 'self'; manifest-src 'self'; \
                      base-uri 'none'; form-action 'none'";

/// A request line or header longer than this is nobody's browser.
const LONGEST_HEAD: u64 = 64 << 10;

/// Serves `folder` below `under` until the process ends. Prints the address once it can be opened.
pub fn serve(folder: &Path, port: u16, under: &str) -> Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", port)).with_context(|| {
        format!("port {port} cannot be used; choose another with --port (0 takes any free one)")
    })?;
    println!("ecglass is on http://127.0.0.1:{}{under}", listener.local_addr()?.port());
    std::io::stdout().flush()?;
    for stream in listener.incoming().flatten() {
        let (folder, under) = (folder.to_path_buf(), under.to_string());
        thread::spawn(move || {
            // A browser that hangs up in the middle is no failure of the server's.
            let _ = answer(&stream, &folder, &under);
        });
    }
    Ok(())
}

/// Requests on one connection, one after the other, until the browser closes it.
fn answer(stream: &TcpStream, folder: &Path, under: &str) -> Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    loop {
        let mut head = Vec::new();
        let mut limited = (&mut reader).take(LONGEST_HEAD);
        while !head.ends_with(b"\r\n\r\n") {
            if limited.read_until(b'\n', &mut head)? == 0 {
                return Ok(());
            }
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let reply = Reply::to(&head, folder, under);
        let mut stream = stream;
        stream.write_all(reply.head.as_bytes())?;
        if !head.starts_with("HEAD ") {
            stream.write_all(&reply.body)?;
        }
    }
}

struct Reply {
    head: String,
    body: Vec<u8>,
}

impl Reply {
    fn to(head: &str, folder: &Path, under: &str) -> Reply {
        let mut words = head.split_whitespace();
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        if !matches!(method, "GET" | "HEAD") {
            return Reply::plain("405 Method Not Allowed", "Only GET and HEAD are answered here.\n");
        }
        let path = target.split(['?', '#']).next().unwrap_or_default();
        let Some(inside) = path.strip_prefix(under).and_then(file_inside) else {
            return Reply::plain(
                "404 Not Found",
                &format!("Nothing is served at {path}; the site is at {under}\n"),
            );
        };
        let file = folder.join(&inside);
        let file = if file.is_dir() { file.join("index.html") } else { file };
        let accepts = head
            .lines()
            .find_map(|line| {
                line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("accept-encoding"))
            })
            .map_or(String::new(), |(_, value)| value.to_ascii_lowercase());
        for (encoding, end) in [("br", "br"), ("gzip", "gz")] {
            let neighbour = PathBuf::from(format!("{}.{end}", file.display()));
            if accepts.contains(encoding)
                && let Ok(body) = fs::read(neighbour)
            {
                return Reply::file(
                    &file,
                    body,
                    &format!("content-encoding: {encoding}\r\nvary: accept-encoding\r\n"),
                );
            }
        }
        match fs::read(&file) {
            Ok(body) => Reply::file(&file, body, ""),
            Err(_) => Reply::plain("404 Not Found", &format!("There is no file at {path}\n")),
        }
    }

    fn file(file: &Path, body: Vec<u8>, more: &str) -> Reply {
        let kind = media_type(file);
        let policy = if kind.starts_with("text/html") || kind.starts_with("text/javascript") {
            format!("content-security-policy: {POLICY}\r\n")
        } else {
            String::new()
        };
        // The single file brings a policy of its own, by hashes, which this one would shut out.
        let policy = if file.ends_with("ecglass.html") { String::new() } else { policy };
        let caching = if is_hashed(file) { "public, max-age=31536000, immutable" } else { "no-cache" };
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {}\r\ncache-control: {caching}\r\n{policy}{more}\
             x-content-type-options: nosniff\r\nreferrer-policy: no-referrer\r\n\r\n",
            body.len()
        );
        Reply { head, body }
    }

    fn plain(status: &str, text: &str) -> Reply {
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: {}\r\n\r\n",
            text.len()
        );
        Reply { head, body: text.as_bytes().to_vec() }
    }
}

/// The path below the served folder that a request's path names; `None` where it would lead out of it.
fn file_inside(path: &str) -> Option<PathBuf> {
    let path = PathBuf::from(percent_decoded(path)?);
    path.components().all(|part| matches!(part, Component::Normal(_))).then_some(path)
}

fn percent_decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).ok()
}

/// `name.0123abcd.ext`: its content never changes under this name.
fn is_hashed(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let mut parts = name.rsplit('.').skip(1);
    parts.next().is_some_and(|hash| hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|end| end.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "csv" => "text/csv; charset=utf-8",
        "md" | "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[test]
fn no_path_leads_out_of_the_served_folder() {
    for path in ["../Cargo.toml", "assets/../../x", "%2e%2e/x", "/etc/passwd", "a%00b%", "%ff"] {
        assert_eq!(file_inside(path), None, "{path}");
    }
    assert_eq!(file_inside("assets/a%20b.js"), Some(PathBuf::from("assets/a b.js")));
    assert_eq!(file_inside(""), Some(PathBuf::new()));
}

#[test]
fn what_carries_its_hash_may_be_kept_for_ever_and_nothing_else() {
    assert!(is_hashed(Path::new("assets/main.0123abcd.js")));
    assert!(!is_hashed(Path::new("index.html")));
    assert!(!is_hashed(Path::new("view_bg.wasm")));
}

#[test]
fn the_site_answers_below_its_path_only() {
    let folder = std::env::temp_dir().join(format!("ecglass-serve-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("index.html"), "page").unwrap();
    fs::write(folder.join("index.html.br"), "small").unwrap();
    let ask = |head: &str| Reply::to(head, &folder, "/a/b/");
    assert!(ask("GET / HTTP/1.1\r\n\r\n").head.starts_with("HTTP/1.1 404"));
    let plain = ask("GET /a/b/ HTTP/1.1\r\n\r\n");
    assert!(plain.head.contains("text/html") && plain.head.contains("'wasm-unsafe-eval'"), "{}", plain.head);
    assert_eq!(plain.body, b"page");
    let packed = ask("GET /a/b/index.html HTTP/1.1\r\nAccept-Encoding: gzip, br\r\n\r\n");
    assert!(packed.head.contains("content-encoding: br"), "{}", packed.head);
    assert_eq!(packed.body, b"small");
    assert!(ask("POST /a/b/ HTTP/1.1\r\n\r\n").head.starts_with("HTTP/1.1 405"));
    fs::remove_dir_all(folder).unwrap();
}
