//! right
//! An atom waits until the molecule in the making has room for its kind.

use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let atoms = Mutex::new(Vec::new());
    let grown = Condvar::new();
    thread::scope(|scope| {
        for atom in ['H', 'H', 'O', 'H', 'H', 'O'] {
            let (atoms, grown) = (&atoms, &grown);
            scope.spawn(move || {
                let full = |atoms: &mut Vec<char>| {
                    let begun = &atoms[atoms.len() / 3 * 3..];
                    begun.iter().filter(|&&other| other == atom).count() == if atom == 'H' { 2 } else { 1 }
                };
                let mut atoms = grown.wait_while(atoms.lock().unwrap(), full).unwrap();
                atoms.push(atom);
                grown.notify_all();
            });
        }
    });
    let atoms = atoms.into_inner().unwrap();
    for molecule in atoms.chunks(3) {
        assert_eq!(molecule.iter().filter(|&&atom| atom == 'O').count(), 1, "{molecule:?}");
    }
}
