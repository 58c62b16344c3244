//! What beats and leads have to agree on.

use super::scene::Scene;
use super::table::{Common, Row};

pub fn settle(_scene: &Scene, _common: &[Common], _leads: &mut [Vec<Row>]) {}
