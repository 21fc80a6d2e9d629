//! Which property each breakage must fail, and with which words.

use super::{PROPERTIES, broken::Breakage};
use crate::{
    death::Death::{Panic, Standstill},
    kills::{Kill, Table, kill_tests},
};

const TABLE: Table<Breakage> = Table {
    properties: PROPERTIES,
    breakages: Breakage::ALL,
    kills: KILLS,
    matrix: include_str!("matrix.txt"),
};

kill_tests!(TABLE);

#[rustfmt::skip]
const KILLS: &[Kill<Breakage>] = &[
    ("listeners_are_notified_in_the_order_in_which_they_came", Breakage::PollGoesToTheEnd, Panic("the listener that came first must be notified first")),
    ("a_notification_reaches_as_many_as_it_names", Breakage::NotifiesAll, Panic("a notification of none must reach none")),
    ("a_notification_reaches_as_many_as_it_names", Breakage::NotifiesOneAtMost, Panic("a notification must tell how many it reached")),
    ("a_notification_reaches_as_many_as_it_names", Breakage::ListenerIsNotWoken, Panic("a notification must reach as many as it names")),
    ("a_notification_counts_those_that_have_one", Breakage::EachNotificationIsAdditional, Panic("a listener that is notified must count for the next notification")),
    ("an_additional_notification_reaches_another", Breakage::NoNotificationIsAdditional, Panic("an additional notification must reach one more")),
    ("a_notification_reaches_only_those_that_listen", Breakage::SaysWhatWasAsked, Panic("a notification must reach nobody while nobody listens")),
    ("a_notification_reaches_only_those_that_listen", Breakage::RemembersNotifications, Panic("a listener must wait for its notification")),
    ("a_listener_notified_before_its_first_poll_is_ready", Breakage::ListensAtItsFirstPoll, Panic("a listener must hear of what happens between `listen` and its first poll")),
    ("a_listener_dropped_before_its_notification_is_passed_over", Breakage::DroppedKeepsItsPlace, Panic("a notification must not go to a listener that was dropped")),
    ("a_listener_dropped_after_its_notification_passes_it_on", Breakage::DroppedKeepsItsNotification, Panic("a listener dropped after its notification must pass it on")),
    ("what_is_passed_on_stays_what_it_was", Breakage::PassesOnPlainly, Panic("an additional notification must be passed on though another is notified")),
    ("what_is_passed_on_stays_what_it_was", Breakage::PassesOnAdditionally, Panic("a plain notification must not be passed on while another is notified")),
    ("a_listener_that_is_discarded_passes_nothing_on", Breakage::DiscardPassesOn, Panic("a listener that is discarded must pass nothing on")),
    ("a_listener_that_is_discarded_passes_nothing_on", Breakage::DiscardSaysNothing, Panic("a discard must tell that there was a notification")),
    ("a_listener_on_the_stack_passes_its_notification_on", Breakage::StackKeepsItsNotification, Panic("a listener on the stack must pass its notification on")),
    ("listeners_are_counted", Breakage::CountsTheGone, Panic("a listener that has taken its notification must not count")),
    ("listeners_are_counted", Breakage::DroppedKeepsItsPlace, Panic("a listener that was dropped must not count")),
    ("an_event_tells_whether_a_listener_is_notified", Breakage::NeverSaysNotified, Panic("an event must say that a listener is notified")),
    ("a_listener_knows_its_event", Breakage::ListensToAll, Panic("a listener must not listen to another event")),
    ("each_listener_gets_the_tag_of_its_notification", Breakage::EachTagIsTheSame, Panic("each listener must get the tag of its notification")),
    ("a_tag_is_passed_on_with_its_notification", Breakage::PassesOnWithoutTheTag, Panic("a notification must be passed on with its tag")),
    ("a_flag_reaches_all_that_wait_for_it", Breakage::NotifiesOneAtMost, Standstill("a waiter")),
    ("a_lock_made_of_an_event_lets_each_in", Breakage::ListenerIsNotWoken, Standstill("a holder")),
    ("an_event_whose_listeners_have_gone_says_that_one_is_notified", Breakage::NobodyLeftIsNotNotified, Panic("today an event whose listeners have gone says that one is notified")),
    ("a_job_waits_for_a_notification", Breakage::WaitKeepsListening, Panic("a job that was notified must not listen any more")),
    ("a_job_that_times_out_takes_no_notification", Breakage::TimeoutKeepsListening, Panic("a job whose time is out must take no notification")),
    ("a_job_that_times_out_takes_no_notification", Breakage::TimeoutSaysNotified, Panic("a job whose time is out must say that it was not notified")),
];
