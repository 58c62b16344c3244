"""What is made from a patient's beats is what its labels say, and no sample of it is lost or broken."""

import numpy as np
import pytest

from train import surgery, transplant
from train.surgery import Beats, N, Plan, S, V

RATE = 360


def bump(time, at, width, height):
    return height * np.exp(-0.5 * ((time - at) / width) ** 2)


def patient(count=200, rr=0.8):
    """P, QRS and T every 0.8 s in two leads, and a little noise."""
    random = np.random.default_rng(1)
    time = np.arange(int((count + 1) * rr * RATE)) / RATE
    at = ((np.arange(count) + 1) * rr * RATE).astype(int)
    lead = sum(bump(time, one / RATE - 0.16, 0.02, 0.15) + bump(time, one / RATE, 0.012, 1.0) + bump(time, one / RATE + 0.26, 0.04, 0.3) for one in at)
    leads = np.stack([lead, -0.6 * lead], axis=1) + random.normal(0, 0.002, (len(time), 2))
    return Beats(leads, RATE, at, np.full(count, N))


@pytest.fixture(scope="module")
def heart():
    return patient()


def test_a_plan_that_changes_nothing_gives_the_recording_back(heart):
    same = surgery.carry_out(Plan.of(heart), heart, np.random.default_rng(0))
    np.testing.assert_array_equal(same.at, heart.at)
    np.testing.assert_array_equal(same.leads, heart.leads)


def test_a_beat_comes_when_the_plan_says_and_keeps_its_complex(heart):
    plan = Plan.of(heart)
    plan.rr[50], plan.rr[51] = 0.45, 1.1
    made = surgery.carry_out(plan, heart, np.random.default_rng(0))
    intervals = np.diff(made.at) / RATE
    assert abs(intervals[49] - 0.45) < 0.01 and abs(intervals[50] - 1.1) < 0.01
    reach = int(0.04 * RATE)
    own = lambda beats: beats.leads[beats.at[50] - reach : beats.at[50] + reach]
    np.testing.assert_allclose(own(made), own(heart), atol=0.05)
    assert np.abs(np.diff(made.leads, axis=0)).max() < 1.3 * np.abs(np.diff(heart.leads, axis=0)).max(), "nothing jumps"


def test_a_p_wave_is_taken_away_and_turned_round(heart):
    height = lambda beats, beat: beats.leads[beats.at[beat] - int(0.16 * RATE), 0] - beats.leads[beats.at[beat] - int(0.26 * RATE), 0]
    plan = Plan.of(heart)
    plan.p[60], plan.p[61] = 0, -1
    made = surgery.carry_out(plan, heart, np.random.default_rng(0))
    assert height(heart, 60) > 0.13
    assert abs(height(made, 60)) < 0.03
    assert height(made, 61) < -0.1


def test_made_atrial_beats_are_early_and_what_is_normal_is_not_called_so(heart):
    plan = surgery.rhythms(heart, np.random.default_rng(3), 0.2)
    made = surgery.carry_out(plan, heart, np.random.default_rng(3))
    assert len(made.labels) == len(heart.at) and set(made.labels) == {N, S}
    assert np.isfinite(made.leads).all() and (np.diff(made.at) > 0.25 * RATE).all()
    shares = plan.rr[plan.labels == S] / 0.8
    assert (shares < 0.97).mean() > 0.9, "but for the beats of a run that is about as fast"


def test_the_same_seed_makes_the_same_recording(heart):
    make = lambda seed: surgery.carry_out(surgery.rhythms(heart, np.random.default_rng(seed), 0.1), heart, np.random.default_rng(seed))
    np.testing.assert_array_equal(make(5).leads, make(5).leads)
    assert len(make(5).leads) != len(make(6).leads)


def test_a_beat_that_was_not_normal_keeps_its_label_and_its_p_wave(heart):
    labels = heart.labels.copy()
    labels[100] = V
    with_one = Beats(heart.leads, RATE, heart.at, labels)
    for seed in range(5):
        plan = surgery.rhythms(with_one, np.random.default_rng(seed), 0.3)
        assert plan.labels[100] == V and plan.p[100] == 1


@pytest.mark.parametrize("has_donor", [True, False])
def test_ventricular_beats_look_unlike_the_patients_own(heart, has_donor):
    time = np.arange(int(0.66 * RATE)) / RATE - 0.16
    donor = [np.stack([bump(time, 0, 0.04, 1.5) - bump(time, 0.25, 0.06, 0.6)] * 2, axis=1)] if has_donor else []
    plan, leads = transplant.rhythms(heart, donor, np.random.default_rng(2), 0.3)
    assert leads.shape == heart.leads.shape and np.isfinite(leads).all()
    assert (plan.labels == V).sum() >= 5
    reach = int(0.06 * RATE)
    own = lambda at: leads[at - reach : at + reach, 0]
    like = np.array([np.corrcoef(own(at), heart.leads[at - reach : at + reach, 0])[0, 1] for at in heart.at])
    assert np.median(like[plan.labels == N]) > 0.99
    assert np.median(like[plan.labels == V]) < 0.9


def test_noise_is_mixed_in_for_some_of_the_time_only(heart):
    noise = np.random.default_rng(0).normal(0, 1, (5000, 2))
    noisy = surgery.noisy(heart, noise, np.random.default_rng(1))
    added = np.abs(noisy.leads - heart.leads).max(axis=1)
    assert (added < 1e-9).mean() > 0.05 and added.max() > 0.05
