//! Random functions do the same before and after each pass, and every fact that `prove` relies on is
//! true wherever it claims to hold: the interpreter of SSA executes them with numbers near limits.
//! `OXIGO_SSA_FUNCTIONS` says how many functions (400), `OXIGO_SSA_SEED` where the seeds begin.

mod generate;

use opt::{Node, PassCx, Stated};
use ssa::interp::{self, Failure, Memory, Outcome, Point, Values};
use ssa::{Dialect, Func, Imm, Op, Type};
use testkit::programs::Random;

const STEPS: usize = 20_000;
/// Executions of each function.
const RUNS: usize = 12;

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

fn seeds() -> std::ops::Range<u64> {
    let first = number("OXIGO_SSA_SEED", 1);
    first..first + number("OXIGO_SSA_FUNCTIONS", 400)
}

/// Arguments with the objects that the slices among them point to.
fn arguments(r: &mut Random) -> (Vec<i64>, Memory) {
    const EDGES: &[i64] =
        &[0, 1, 2, 3, 4, 5, 7, -1, -2, i64::MAX, i64::MIN, i64::MAX - 1, i64::MIN + 1, 255, 1 << 31, 64];
    let mut memory = Memory::default();
    let mut args = Vec::new();
    for (n, ty) in generate::PARAMS.iter().enumerate() {
        match ty {
            Type::Ptr => {
                let cap = r.below(6);
                let address = memory.allocate(cap * if n == 5 { 8 } else { 1 });
                for at in 0..cap as i64 {
                    let size = if n == 5 { 8 } else { 1 };
                    memory.store(address + at * size, size as usize, *r.pick(EDGES)).expect("within the object");
                }
                let len = r.below(cap + 1);
                args.extend([if cap == 0 { 0 } else { address }, len as i64, cap as i64]);
            }
            _ if args.len() > n => {}
            _ => args.push(*r.pick(EDGES)),
        }
    }
    (args, memory)
}

type Case = (Vec<i64>, Memory);

fn cases(seed: u64) -> Vec<Case> {
    let mut r = Random::new(seed ^ 0x5555);
    (0..RUNS).map(|_| arguments(&mut r)).collect()
}

/// What a function does in one case: the outcome, and what it leaves in the slices.
fn behaviour(func: &Func, (args, memory): &Case) -> (Outcome, Vec<Vec<u8>>) {
    let mut memory = memory.clone();
    let outcome = interp::run(func, args, &mut memory, STEPS);
    let objects = (0..2).filter_map(|n| memory.object(n)).map(<[u8]>::to_vec).collect();
    (outcome, objects)
}

/// Runs all passes one by one; the first that changes what the function does.
fn misbehaving(func: &Func, cases: &[Case]) -> Option<String> {
    let cx = PassCx { verify: true, ..Default::default() };
    let want: Vec<_> = cases.iter().map(|c| behaviour(func, c)).collect();
    let mut now = func.clone();
    for name in opt::pass_names() {
        let before = now.clone();
        opt::run_pass(name, &mut now, &cx);
        for (case, want) in cases.iter().zip(&want) {
            let have = behaviour(&now, case);
            if have != *want {
                return Some(format!("{name} makes {have:?} of {want:?} for {:?}:\n{before}\n{now}", case.0));
            }
        }
    }
    None
}

#[test]
fn passes_keep_behaviour() {
    let (mut returned, mut failed) = (0, 0);
    for seed in seeds() {
        let func = generate::function(seed);
        ssa::verify::assert_valid(&func, Dialect::Go, "the generator");
        let cases = cases(seed);
        for case in &cases {
            match behaviour(&func, case).0 {
                Outcome::Returned(_) => returned += 1,
                Outcome::Failed(Failure::Fault | Failure::Nil) => panic!("seed {seed}: a fault\n{func}"),
                Outcome::Failed(_) => failed += 1,
                other => panic!("seed {seed}: {other:?}\n{func}"),
            }
        }
        assert_eq!(misbehaving(&func, &cases), None, "seed {seed}");
    }
    // Checks that never fail, or always, would show nothing.
    assert!(returned * 6 > failed && failed * 6 > returned, "{returned} returned, {failed} failed");
}

/// A check that is taken away does not go unseen.
#[test]
fn dropped_checks_are_noticed() {
    let noticed = seeds().take(60).filter(|&seed| {
        let (mut func, cases) = (generate::function(seed), cases(seed));
        let want: Vec<_> = cases.iter().map(|c| behaviour(&func, c)).collect();
        let insts = &func.insts;
        func.blocks.iter_mut().for_each(|b| b.insts.retain(|&i| insts[i].op != Op::Bounds));
        cases.iter().zip(&want).any(|(case, want)| behaviour(&func, case) != *want)
    });
    assert!(noticed.count() > 30);
}

/// The function before `prove`, and the facts that it states about it.
fn stated(seed: u64) -> (Func, Vec<Stated>) {
    let mut func = generate::function(seed);
    let cx = PassCx::default();
    for name in opt::pass_names().take_while(|&n| n != "prove") {
        opt::run_pass(name, &mut func, &cx);
    }
    func.resolve_aliases();
    let facts = opt::stated_facts(&mut func.clone());
    (func, facts)
}

fn reading(func: &Func, node: Node, values: &Values) -> Option<i128> {
    let value = |v| values[func.resolve(v)];
    Some(match node {
        Node::Zero => 0,
        Node::Signed(v) => i128::from(value(v)?),
        Node::Unsigned(v) => i128::from(value(v)? as u64 & (u64::MAX >> (64 - func.ty(v).bits()))),
    })
}

/// The facts that are not true when their point is passed; one that speaks of a value which does not
/// exist yet is none.
fn lies(func: &Func, facts: &[Stated], cases: &[Case]) -> Vec<Stated> {
    let mut wrong = Vec::new();
    for (args, memory) in cases {
        let mut look = |point: Point, values: &Values| {
            for fact in facts.iter().filter(|f| (f.block, f.after) == point) {
                let sides = (reading(func, fact.less, values), reading(func, fact.most, values));
                let holds = matches!(sides, (Some(a), Some(b)) if a <= b + i128::from(fact.plus));
                if !holds && !wrong.contains(fact) {
                    wrong.push(*fact);
                }
            }
        };
        interp::observe(func, args, &mut memory.clone(), STEPS, &mut look);
    }
    wrong
}

#[test]
fn facts_are_true() {
    let mut count = 0;
    for seed in seeds() {
        let (func, facts) = stated(seed);
        count += facts.len();
        assert_eq!(lies(&func, &facts, &cases(seed)), [], "seed {seed}:\n{func}");
    }
    assert!(count > 1000, "{count} facts");
}

/// That the limit of a check is natural holds from the check on only: claimed at the beginning of
/// the function, it is found out.
#[test]
fn planted_facts_are_noticed() {
    let noticed = seeds().filter(|&seed| {
        let (func, _) = stated(seed);
        let checks = func.insts.iter().filter(|i| matches!((i.op, &i.imm), (Op::Bounds, Imm::Bounds(_))));
        let planted = checks.map(|check| Stated {
            less: Node::Zero,
            most: Node::Signed(func.resolve(check.args[1])),
            plus: 0,
            block: func.entry(),
            after: None,
        });
        let planted: Vec<Stated> =
            planted.filter(|f| matches!(f.most, Node::Signed(v) if func.const_int(v).is_none())).collect();
        !lies(&func, &planted, &cases(seed)).is_empty()
    });
    assert!(noticed.count() > 20);
}
