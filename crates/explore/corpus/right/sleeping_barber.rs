//! right
//! Customers who find a chair are all served, the others leave; the shop closes at the end.

use std::sync::{Condvar, Mutex};
use std::thread;

#[derive(Default)]
struct Shop {
    waiting: u32,
    served: u32,
    closed: bool,
}

fn main() {
    let shop = Mutex::new(Shop::default());
    let bell = Condvar::new();
    let left = thread::scope(|scope| {
        scope.spawn(|| {
            let mut inside = shop.lock().unwrap();
            loop {
                inside = bell.wait_while(inside, |shop| shop.waiting == 0 && !shop.closed).unwrap();
                if inside.waiting == 0 {
                    break;
                }
                inside.waiting -= 1;
                inside.served += 1;
            }
        });
        let customers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut inside = shop.lock().unwrap();
                    let finds_a_chair = inside.waiting < 1;
                    if finds_a_chair {
                        inside.waiting += 1;
                        bell.notify_one();
                    }
                    u32::from(!finds_a_chair)
                })
            })
            .collect();
        let left: u32 = customers.into_iter().map(|customer| customer.join().unwrap()).sum();
        shop.lock().unwrap().closed = true;
        bell.notify_one();
        left
    });
    assert_eq!(shop.into_inner().unwrap().served + left, 2);
}
