//! wrong: race
//! Every atom counts itself in, but a third hydrogen may come before the oxygen.

use std::sync::{Barrier, Mutex};
use std::thread;

fn main() {
    let atoms = Mutex::new(Vec::new());
    let bond = Barrier::new(3);
    thread::scope(|scope| {
        for atom in ['H', 'H', 'O', 'H', 'H', 'O'] {
            let (atoms, bond) = (&atoms, &bond);
            scope.spawn(move || {
                atoms.lock().unwrap().push(atom);
                bond.wait();
            });
        }
    });
    let atoms = atoms.into_inner().unwrap();
    for molecule in atoms.chunks(3) {
        assert_eq!(molecule.iter().filter(|&&atom| atom == 'O').count(), 1, "{molecule:?}");
    }
}
