//! ./test: sets up what the checks need, runs every one of them, and counts.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::step::{quietly, step};
use crate::{npm, package, setup, tree, wasm};

/// The parts that `./test PART` can name, in the order in which all of them run: what is quick to fail comes first.
const PARTS: [(&str, Part); 4] = [("rust", rust), ("web", web), ("train", train), ("browser", browser)];

type Part = fn(&Path, &mut Tally) -> Result<()>;

/// Runs the parts that were named, or all.
pub fn run(words: &[&str]) -> Result<ExitCode> {
    if let Some(unknown) = words.iter().find(|word| !PARTS.iter().any(|(name, _)| name == *word)) {
        bail!("there is no part {unknown}; the parts are rust, web, train and browser");
    }
    let root = tree::root()?;
    let mut tally = Tally::default();
    for (name, part) in PARTS {
        if !words.is_empty() && !words.contains(&name) {
            continue;
        }
        eprintln!("{name}");
        let began = Instant::now();
        // A part that cannot be set up is a failure, and no reason to leave out the others.
        if let Err(error) = part(&root, &mut tally) {
            eprintln!("  {}", crate::sentence(&error));
            tally.failed += 1;
        }
        eprintln!("  {name}: {:.0} s\n", began.elapsed().as_secs_f64());
    }
    println!("{} passed, {} failed", tally.passed, tally.failed);
    Ok(if tally.failed == 0 && tally.passed > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Formatting, lints, the library's pages, and every native test. The driver's own tests hold the licences to their list.
fn rust(root: &Path, tally: &mut Tally) -> Result<()> {
    let cargo = |arguments: &[&str]| {
        let mut command = Command::new("cargo");
        command.args(arguments).current_dir(root);
        command
    };
    if quietly(&mut cargo(&["fmt", "--version"])).is_err()
        || quietly(&mut cargo(&["clippy", "--version"])).is_err()
    {
        bail!("rustfmt or clippy is missing: install them with rustup component add rustfmt clippy");
    }
    tally.check("rustfmt", &mut cargo(&["fmt", "--all", "--check"]), Count::One);
    let lints = ["--all-targets", "--locked", "--", "-D", "warnings"];
    tally.check("clippy", &mut cargo(&[&["clippy", "--workspace"], &lints[..]].concat()), Count::One);
    let lean = ["clippy", "--package", "ecglass", "--no-default-features"];
    tally.check("clippy without the network", &mut cargo(&[&lean[..], &lints[1..]].concat()), Count::One);
    let mut pages = cargo(&["doc", "--package", "ecglass", "--lib", "--no-deps", "--locked"]);
    tally.check("rustdoc", pages.env("RUSTDOCFLAGS", "-D warnings"), Count::One);
    let mut native = cargo(&["test", "--package", "ecglass", "--locked"]);
    // Damaged input gets longer here than while one works on something else.
    tally.check("native tests", native.env("ECGLASS_FUZZ_SECONDS", "20"), Count::Cargo);
    let tools = ["test", "--package", "ecglass-tools", "--profile", "tools", "--locked"];
    tally.check("the driver's own tests", &mut cargo(&tools), Count::Cargo);
    Ok(())
}

/// Types and unit tests of the page, and the wasm modules as Node runs them.
fn web(root: &Path, tally: &mut Tally) -> Result<()> {
    setup::node_packages(root)?;
    wasm::build(root)?;
    for project in ["www", "npm"] {
        let mut types = Command::new(root.join("tests/node_modules/.bin/tsc"));
        let settings = format!("{project}/tsconfig.json");
        tally.check(
            &format!("tsc --checkJs, {project}"),
            types.args(["--project", &settings]).current_dir(root),
            Count::One,
        );
    }
    node_tests(root, tally, "tests/page", "page unit tests", None)?;
    node_tests(root, tally, "tests/wasm", "wasm tests", None)
}

/// The trainer's tests, and those that hold our readings against other programs', in an environment that a lock file settles.
fn train(root: &Path, tally: &mut Tally) -> Result<()> {
    let python = python_environment(root)?;
    let mut tests = Command::new(python);
    tests.args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "models/train/tests"]).current_dir(root);
    tally.check("tests of the training code", &mut tests, Count::Pytest);
    step(
        "building the command line and two examples, for other programs' answers to be compared with",
        || {
            let examples = ["--example", "denoise", "--example", "classify"];
            let wanted =
                [&["build", "--package", "ecglass", "--locked", "--bin", "ecglass"], &examples[..]].concat();
            quietly(Command::new("cargo").args(wanted).current_dir(root))
        },
    )?;
    let mut oracles = Command::new(python_environment(root)?);
    oracles
        .args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore", "tests/oracle"])
        .env("ECGLASS_BIN", root.join("target/debug/ecglass"))
        .current_dir(root);
    tally.check("recordings, as other programs read them", &mut oracles, Count::Pytest);
    Ok(())
}

/// The packaged site in real browsers.
fn browser(root: &Path, tally: &mut Tally) -> Result<()> {
    setup::node_packages(root)?;
    setup::browsers()?;
    wasm::build(root)?;
    package::build(root, &root.join("dist"))?;
    step("building the command line, for the browsers' answers to be compared with", || {
        quietly(Command::new("cargo").args(["build", "--package", "ecglass", "--locked"]).current_dir(root))
    })?;
    // WebKit's browser wants a screen.
    let screen: Option<&[&str]> = Some(&["xvfb-run", "-a"]);
    node_tests(root, tally, "tests/browser", "browser tests", screen)?;
    npm::build(root)?;
    setup::vite(root)?;
    node_tests(root, tally, "tests/npm", "the npm package", screen)
}

/// Every `*.test.js` in a folder, by Node's own runner, one file at a time.
fn node_tests(
    root: &Path,
    tally: &mut Tally,
    folder: &str,
    name: &str,
    under: Option<&[&str]>,
) -> Result<()> {
    let files: Vec<String> =
        tree::files(root, folder)?.into_iter().filter(|file| file.ends_with(".test.js")).collect();
    if files.is_empty() {
        bail!("{folder} holds no tests");
    }
    let mut words: Vec<&str> = under.unwrap_or_default().to_vec();
    // A browser that stops answering is a failure, told within minutes; the longest file takes one.
    words.extend(["node", "--test", "--test-concurrency=1", "--test-timeout=480000", "--test-reporter=tap"]);
    words.extend(files.iter().map(String::as_str));
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).current_dir(root).env("ECGLASS_TOOLS", std::env::current_exe()?);
    tally.check(name, &mut command, Count::Tap);
    Ok(())
}

/// A Python that has what the trainer needs, made once for each state of the lock file.
fn python_environment(root: &Path) -> Result<PathBuf> {
    setup::python()?;
    let lock = "models/train/requirements.lock";
    let fingerprint = tree::fingerprint(root, &[lock], "")?;
    let folder = tree::cache()?.join(format!("python-{}", &fingerprint[..12]));
    let python = folder.join("bin/python");
    tree::unless_stamped(&folder.join("complete"), &fingerprint, || {
        step("installing the trainer's Python packages (PyTorch among them, some gigabytes)", || {
            let _ = std::fs::remove_dir_all(&folder);
            quietly(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
            quietly(
                Command::new(&python).args(["-m", "pip", "install", "--quiet", "-r", lock]).current_dir(root),
            )
        })?;
        Ok(())
    })?;
    Ok(python)
}

/// How a check's output tells how many tests it ran.
#[derive(Clone, Copy)]
enum Count {
    /// It is one test by itself.
    One,
    /// `test result: ok. 12 passed; 0 failed; …`, several times.
    Cargo,
    /// `# pass 12` and `# fail 0`.
    Tap,
    /// `12 passed, 1 failed in 3.4s`.
    Pytest,
}

/// Tests so far.
#[derive(Default)]
struct Tally {
    passed: u64,
    failed: u64,
}

impl Tally {
    /// Runs one check to its end; its output is shown where it fails.
    fn check(&mut self, name: &str, command: &mut Command, count: Count) {
        let began = Instant::now();
        let outcome = command.stdin(Stdio::null()).output().context("it could not be started");
        let (text, success) = match &outcome {
            Ok(output) => (
                String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned(),
                output.status.success(),
            ),
            Err(error) => (crate::sentence(error), false),
        };
        let (passed, failed) = count.read(&text, success);
        self.passed += passed;
        self.failed += failed;
        let seconds = began.elapsed().as_secs_f64();
        eprintln!("  {name}: {passed} passed, {failed} failed in {seconds:.1} s");
        for line in text.lines().filter(|line| line.trim_start_matches("# ").starts_with("left out:")) {
            eprintln!("    {}", line.trim_start_matches("# "));
        }
        if failed > 0 {
            eprintln!("{text}");
        }
    }
}

impl Count {
    /// (passed, failed). A runner that fails without a failed test counts as one failure, as does one that ran nothing.
    fn read(self, text: &str, success: bool) -> (u64, u64) {
        let sum = |before: &str, after: &str| -> u64 {
            text.lines()
                .filter_map(|line| {
                    let (head, _) = line.split_once(after)?;
                    let number = head.rsplit([' ', '=']).next()?;
                    if !line.contains(before) { None } else { number.parse::<u64>().ok() }
                })
                .sum()
        };
        let plain = |start: &str| -> u64 {
            text.lines().filter_map(|line| line.strip_prefix(start)?.trim().parse::<u64>().ok()).sum()
        };
        let (passed, failed) = match self {
            Count::One => (u64::from(success), u64::from(!success)),
            Count::Cargo => (sum("test result:", " passed;"), sum("test result:", " failed;")),
            Count::Tap => (plain("# pass "), plain("# fail ") + plain("# cancelled ")),
            Count::Pytest => (sum(" in ", " passed"), sum(" in ", " failed") + sum(" in ", " error")),
        };
        if (!success && failed == 0) || (success && passed == 0) {
            (passed, failed + 1)
        } else {
            (passed, failed)
        }
    }
}

#[test]
fn every_runner_is_counted_by_its_own_closing_lines() {
    let cargo = "test result: ok. 12 passed; 0 failed; 0 ignored\nx\ntest result: FAILED. 3 passed; 2 failed; 0 ignored";
    assert_eq!(Count::Cargo.read(cargo, false), (15, 2));
    assert_eq!(Count::Tap.read("# tests 3\n# pass 2\n# fail 1\n# cancelled 0\n", false), (2, 1));
    assert_eq!(Count::Pytest.read("2 failed, 31 passed in 4.20s\n", false), (31, 2));
    assert_eq!(Count::Pytest.read("31 passed in 4.20s\n", true), (31, 0));
    assert_eq!(Count::One.read("anything", true), (1, 0));
}

#[test]
fn a_runner_that_breaks_or_runs_nothing_has_failed() {
    assert_eq!(Count::Cargo.read("error: could not compile", false), (0, 1));
    assert_eq!(Count::Tap.read("", true), (0, 1));
}
