"""Who may do what: every route and method, for every role, against what stands here.

Seven letters a line, for a visitor, somebody who waits for approval, a member, a lead
of the project, an organiser, an administrator, a moderator: `.` comes through the door,
`s` is asked to sign in, `w` told to wait, `u` (of programs) unknown, `f` forbidden, `n`
told that there is no such thing. The member has the things that the addresses name (the
hello to answer, the tag, the tie); the moderator is not the one who was reported.
"""

import pytest

from community.core.db import db
from tests import sampling
from tests.cast import CAST
from tests.client import Visitor
from tests.privacy import stage
from tests.privacy.everywhere import ROLES, addresses, send

EXPECTED = """
uf..... GET api:conversations.index
uf.nnnn GET api:conversations.show
uf..... GET api:introductions.index
uf.nnnn GET api:introductions.show
sw..... GET conversations.index
sw.nnnn GET conversations.show
sw.nnnn POST conversations.write
sw.nnnn POST conversations.leave
sw..... GET conversations.to
sw..... POST conversations.to
sw.nnnn POST conversations.accept
sw.nnnn POST conversations.ignore
swnn.nn POST conversations.withdraw
swn.nnn POST conversations.enter
swfnnnn GET conversations.edit
swfnnnn POST conversations.edit
sw.nnnn POST conversations.delete
sw.nnnn POST conversations.mute
sw..... GET conversations.choices
sw..... POST conversations.choices
uf..... GET api:conversations.choices
sw..... GET introductions.index
sw.nnnn GET introductions.show
sw.nnnn POST introductions.answer
swnnnnn POST introductions.pass_on
swnnnnn POST introductions.withdraw
sw..... GET introductions.ask
sw..... POST introductions.ask
sw..... GET introductions.offer
sw..... POST introductions.offer
.w..... GET home.index
uf..... GET api:ideas.index
uf....n GET api:ideas.show
sw..... GET ideas.index
sw..... GET ideas.new
sw..... POST ideas.new
sw....n GET ideas.show
sw....n GET ideas.versions
sw.fffn GET ideas.edit
sw.fffn POST ideas.edit
swnfffn POST ideas.state
sw.fffn GET ideas.become
sw.fffn POST ideas.become
sw....n POST ideas.comment
sw.fffn GET ideas.own_comment
sw.fffn POST ideas.own_comment
sw.fffn POST ideas.delete_comment
sw....n POST ideas.offer_help
sw....n POST ideas.withdraw_help
....... GET pages.security
....... GET pages.about
....... GET pages.accessibility
s...... GET account.index
s...... POST account.mail_works
sw..... GET safeguarding.blocks
sw.nnnn POST safeguarding.unblock
sw..... GET account.rest
sw..... POST account.begin_rest
s...... POST account.come_back
sw.nnnn POST safeguarding.unmute
s...... GET account.email
s...... POST account.email
....... GET account.change_email
sssssss POST account.change_email
s...... GET account.password
s...... POST account.password
s...... POST account.end_sessions
uf..... GET api:announcements.index
uf.nnnn GET api:announcements.show
uf..... GET api:coffee.index
uf..... GET api:connections.index
uf..... GET api:connections.links
uf..... GET api:connections.quiet
uf..... GET api:connections.to_person
uf..... GET api:connections.to_project
uf..... GET api:connections.inbox
uf.nnnn GET api:connections.ended
uf.nnnn GET api:connections.show_tie
uf..... GET api:connections.know
....... GET api:events.index
nn..... GET api:events.show
....... GET api:events.of_project
uf..... GET api:events.own
uf..... GET api:following.index
....... GET api:network.public
uf..... GET api:members.index
nn..... GET api:members.profile
uf..... GET api:network.mine
uf..... GET api:notices.index
uf..... GET api:notices.choices
uf..... GET api:notices.digest
ufff.ff GET api:network.index
ufff.ff GET api:network.views_index
ufff.ff GET api:network.embeds_index
ufff.ff GET api:network.weave
ufff.ff GET api:network.weave_plans
ufff.ff GET api:network.plan
ufff.ff GET api:network_gaps.index
ufff.ff GET api:network_gaps.show
ufff.ff GET api:network_impact.index
ufff.ff GET api:network_impact.rows
ufff.ff GET api:organise.suggestions
....... GET openapi.openapi
....... GET api:projects.index
....... GET api:projects.show
uf..... GET api:projects.mine
uf..... GET api:projects.requests
uf..... GET api:suggestions.index
....... GET api:suggestions.how
uf..... GET api:tags.search
....... GET sign_in.confirm
sssssss POST sign_in.confirm
sw..... GET announcements.index
sw.nnnn GET announcements.show
sw..... GET coffee.index
swnnnnn POST coffee.known
sw.nnnn POST coffee.met
sw.nnnn POST coffee.talk
sw..... POST coffee.every_month
sw..... POST coffee.join
sw..... POST coffee.leave
sw..... GET connections.index
sw..... GET connections.links
sw..... GET connections.quiet
sw..... GET connections.to_person
sw..... GET connections.to_project
sw..... GET connections.inbox
sw..... GET connections.know
sw..... POST connections.name
sw..... POST connections.unname
sw..... GET following.index
swnnnnn POST following.topic
swnnnnn POST following.keep
sw.nnnn GET following.run
sw.nnnn POST following.drop
....... GET events.index
nn..... GET events.show
....... GET events.of_project
swf..ff GET events.new_of_project
swf..ff POST events.new_of_project
swff.ff GET events.edit
swff.ff POST events.edit
swffnff POST events.move
swff.ff POST events.discard
....... GET events.feed
....... GET events.feed_of_project
nn..... GET events.file
sw..... GET events.own
swnnnnn POST events.keep_own
....... GET events.own_feed
swnnnnn POST events.attend
sw.nnnn GET events.met
sw.nnnn POST events.name
sw.nnnn POST connections.answer
swnnnnn POST connections.withdraw
sw..... GET connections.hello
sw..... POST connections.hello
sw.nnnn POST connections.tie
sw.nnnn GET connections.show_tie
sw.nnnn POST connections.tell_story
sw.nnnn POST connections.keep_note
sw.nnnn POST connections.touch
sw..... POST connections.answer_known
sw.nnnn GET connections.ended
....... GET sign_in.forgotten
....... POST sign_in.forgotten
....... GET pages.healthz
....... GET pages.house_rules
....... GET sign_in.join
....... POST sign_in.join
....... GET sign_in.join_by
....... POST sign_in.join_by
....... GET network.public
sw..... GET members.index
nn..... GET members.profile
swnnnnn GET members.seen_as
sw..... GET safeguarding.block
sw..... POST safeguarding.block
sw..... GET safeguarding.mute
sw..... POST safeguarding.mute
nnnnnnn GET members.photo
swff.ff GET members.export
sw..... GET members_edit.edit
sw..... GET members_edit.on_map
sw..... POST members_edit.choose_map
sw..... POST members_edit.save
sw..... POST members_edit.photo
sw..... POST members_edit.add_tag
sw.nnnn POST members_edit.show_tag
sw.nnnn POST members_edit.remove_tag
swfff.. GET safeguarding.queue
swfffn. GET safeguarding.case
swfffn. POST safeguarding.case
swfffn. POST safeguarding.take_up
sw..... GET network.mine
sw..... GET notices.index
sw.nnnn GET notices.follow
sw.nnnn POST notices.mark
sw..... POST notices.read_all
swnnnnn POST notices.unread_all
sw..... GET notices.choices
sw..... POST notices.choose
sw..... GET notices.digest
sw..... POST notices.set_rhythm
swff.ff GET network.compare_days
swff.ff GET network.compare_csv
swff.ff GET network.groups
swff.ff POST network.name_group
swff.ff GET network.history
swff.ff POST network.take_snapshot
swff.ff GET network.snapshot
ufff.ff GET api:network.compare_days
ufff.ff GET api:network.groups
ufff.ff GET api:network.history
ufff.ff GET api:network.snapshot
swff.ff GET network.index
swff.ff GET network.weave
swff.ff POST network.keep_plan
swff.ff GET network.weave_plans
swff.ff GET network.plan
swff.ff POST network.change_plan
swff.ff POST network.send_plan
swff.ff POST network.delete_plan
swff.ff POST network.restore_plan
swff.ff GET network_gaps.index
swff.ff GET network_gaps.show
swff.ff GET network_gaps.skills_csv
swff.ff GET network_impact.index
swff.ff GET network_impact.rows
swff.ff GET network.links_csv
swff.ff GET network.graphml_file
swff.ff GET network.people_csv
swff.ff GET network.gexf_file
swff.ff GET network.json_file
swff.ff GET network.svg_file
swff.ff GET network.on_paper
swff.ff POST network.picture
swff.ff GET network.views_index
swff.ff POST network.keep_view
swff.ff GET network.open_view
swff.ff GET network.change_view
swff.ff POST network.change_view
swff.ff POST network.drop_view
swffnff POST network.undo_view
swff.ff GET network.embeds_index
swff.ff POST network.make_embed
swff.ff POST network.end_embed
....... GET network.embedded
swff.ff GET organise.index
swff.ff GET organise.announcements
swff.ff GET organise.new_announcement
swff.ff POST organise.new_announcement
swff.ff GET organise.announcement
swff.ff POST organise.announcement
swff.ff POST organise.test_announcement
swff.ff POST organise.schedule_announcement
swff.ff GET organise.send_announcement
swff.ff POST organise.send_announcement
swff.ff POST organise.take_back_announcement
swff.ff GET organise.events
swff.ff GET organise.new_event
swff.ff POST organise.new_event
swff.ff GET organise.event
swff.ff POST organise.event
swffnff POST organise.event_state
swfff.f GET organise.accounts
swfff.f GET organise.account
swfffff POST organise.reinstate
swfff.f POST organise.grant
swfff.f GET organise.suspend
swfff.f POST organise.suspend
swfff.f POST organise.end_grant
swff.ff GET organise.coffee
swff.ff POST organise.coffee
swff.ff POST organise.close_coffee
swff.ff POST organise.pair_coffee
swfff.f GET organise.outbox
swfff.f POST organise.try_again
swfff.f POST organise.put_away
swfff.f POST organise.try_all_again
swfff.f POST organise.put_all_away
swff.ff GET organise.people
swff.ff POST organise.approve
swff.ff GET organise.turn_down
swff.ff POST organise.turn_down
swff.ff POST organise.claim
swff.ff POST organise.revoke
swff.ff POST organise.invite
swff.ff POST organise.link
swff.ff GET organise.projects
swff.ff GET organise.project_health
swff.ff POST organise.decide_take_over
swff.ff GET organise.review
swff.ff POST organise.review
swfff.f GET organise.settings
swfff.f POST organise.settings
swff.ff GET organise.suggestions
swff.ff POST organise.measure_suggestions
swff.ff GET organise.tags
swff.ff GET organise.word
swff.ff POST organise.word
swff.ff POST organise.approve_all
....... GET pages.privacy
....... GET plans.of_project
swf.fff POST plans.add_task
swf.fff GET plans.task
swf.fff POST plans.task
swf.fff POST plans.tick
swf.fff POST plans.remove_task
swf.fff GET plans.new_milestone
swf.fff POST plans.new_milestone
swf.fff GET plans.milestone
swf.fff POST plans.milestone
swf.fff POST plans.reached
swf.fff POST plans.remove_milestone
swf.fff GET plans.note_change
swf.fff POST plans.note_change
swf.fff GET plans.change
swf.fff POST plans.change
swf.fff POST plans.forget_change
....... GET projects.index
....... GET projects.show
swf.fff GET projects.edit
swf.fff POST projects.edit
swf.fff GET projects.began
swf.fff POST projects.began
sw..... POST projects.follow
swf.fff GET projects.guide
swf.fff POST projects.guide
sw..... GET projects.story
sw..... POST projects.story
sw..... POST projects.take_back_story
....... GET projects.stories
....... GET api:projects.stories
....... GET projects.factors
....... GET api:projects.factors
swff.ff GET organise.stories
swff.ff GET organise.read_story
swff.ff POST organise.read_story
swf.fff GET projects.still_going
swfnfff POST projects.still_going
sw..... GET projects.take_over
sw..... POST projects.take_over
sw..... POST projects.withdraw_take_over
swf.fff POST projects.answer_take_over
swf.fff GET projects.invite
swf.fff POST projects.invite
swnnnnn POST projects.membership
swf.fff GET projects.needs_list
swf.fff POST projects.needs_list
swf.fff GET projects.need
swf.fff POST projects.need
swf.fff POST projects.need_state
sw..... GET projects.offer
sw..... POST projects.offer
swf.fff GET projects.helpers
swf.fff GET projects.offers
swfnfff POST projects.step
swf.fff POST projects.add_tag
swf.fff POST projects.remove_tag
swf.fff GET projects.team_list
swf.fff POST projects.end
swf.fff POST projects.step_back
swf.fff GET projects.handover
swf.fff POST projects.handover
sw..nnn GET projects.handover_show
sw.nnnn POST projects.handover_answer
swn.nnn POST projects.handover_withdraw
swn.nnn GET projects.leave
swn.nnn POST projects.leave
swn.nnn GET projects.renew
swn.nnn POST projects.renew
swn.nnn GET projects.going
swn.nnn POST projects.going
sw..... GET projects.history
swff.ff GET organise.check_ins
swff.ff GET projects.export
sw..... GET projects.mine
sw..... GET projects.new
sw..... POST projects.new
sw..... GET projects.requests
swf.nnn POST projects.answer
sw.nnnn POST projects.withdraw
swf.nnn POST projects.undo
swf.fff GET projects.not_now
swf.fff POST projects.not_now
sw.nnnn GET projects.over
uf.nnnn GET api:projects.over
sn..... GET safeguarding.report
sn..... POST safeguarding.report
....... GET sign_in.reset
....... POST sign_in.reset
....... GET pages.robots
....... GET sign_in.index
....... POST sign_in.index
....... POST sign_in.sign_out
nnnnnnn GET static
sw..... GET suggestions.index
sw..... GET suggestions.aside
sw.nnnn POST suggestions.restore
swnnnnn POST suggestions.dismiss
....... GET suggestions.how
sw..... GET tags.search
....... POST pages.theme
....... GET unsubscribe.index
....... POST unsubscribe.index
....... POST unsubscribe.undo
....... GET pages.urgent_help
....... GET updates.of_project
....... GET api:updates.of_project
swf.fff GET updates.write
swf.fff POST updates.write
....... GET updates.feed
....... GET updates.show
....... GET api:updates.show
swf.fff GET updates.edit
swf.fff POST updates.edit
swf.fff POST updates.publish
swfnfff POST updates.move
swf.fff POST updates.add_picture
swfnfff POST updates.remove_picture
nnnnnnn GET updates.picture
....... GET updates.news
....... GET api:updates.news
swff.ff GET updates.write_news
swff.ff POST updates.write_news
....... GET updates.news_feed
s...... GET sign_in.waiting
swwwwww POST sign_in.confirm_again
sw..... GET welcome.index
sw..... GET welcome.step
sw..... POST welcome.save
"""
TABLE = {
    f"{method} {endpoint}": outcomes
    for outcomes, method, endpoint in map(str.split, EXPECTED.strip().splitlines())
}
ANSWERS = {401: "u", 403: "f", 404: "n"}


def outcome(response):
    """Return the letter for an answer; `!` for one that must never be."""
    where = response.headers.get("Location", "").partition("?")[0]
    if response.status_code == 302 and where in ("/sign-in", "/waiting"):
        return where[1]
    usual = "." if response.status_code < 500 else "!"
    return ANSWERS.get(response.status_code, usual)


@pytest.fixture
def nothing_lasts(app, monkeypatch):
    """Let requests do all but commit, so that each finds the stage as it was."""
    stage.fill()

    def start():
        monkeypatch.setattr(db.session, "commit", db.session.rollback)

    return start


def test_every_route_is_in_the_table(app):
    assert {address.name for address in addresses(app)} == TABLE.keys()


@pytest.mark.parametrize("place", range(len(ROLES)), ids=map(str, ROLES))
def test_everybody_gets_what_is_written_for_them(app, nothing_lasts, place):
    who = ROLES[place]
    person = CAST[who] if who else None
    reader, leaver = Visitor(app, person), Visitor(app, person)
    nothing_lasts()
    wrong = {}
    for address in sampling.some(addresses(app), 3, who):
        leaves = address.endpoint == "sign_in.sign_out"
        found = outcome(send(leaver if leaves else reader, address))
        if found != TABLE[address.name][place]:
            wrong[address.name] = (found, TABLE[address.name][place])
    assert not wrong
