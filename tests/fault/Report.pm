# SPDX-License-Identifier: ISC
#
# The report of a fault test, as TAP: a point for each row, and at the end the table: plays, faults
# that struck, promises that were not kept, and what was left.

package Report;

use strict;
use warnings;

# What a point shows of what went wrong; SHMOOZE_FAULT_ALL shows everything.
my $SHOWN = $ENV{SHMOOZE_FAULT_ALL} ? 1e9 : 8;

sub new
{
	my ($class) = @_;

	return bless {rows => {}, order => []}, $class;
}

sub row
{
	my ($self, $name) = @_;

	push @{$self->{order}}, $name unless $self->{rows}{$name};
	return $self->{rows}{$name} //= {planned => 0, plays => 0, fired => 0, left => 0, wrong => []};
}

# plan(row, jobs): what there is to do altogether.
sub plan
{
	my ($self, $name, $jobs) = @_;

	$self->row($name)->{planned} += $jobs;
}

# An answer of the crew's.
sub add
{
	my ($self, $name, $what, $answer) = @_;
	my $row = $self->row($name);

	$row->{plays}++;
	$row->{fired}++ if $answer->{fired};
	$row->{left} += $answer->{left};
	push @{$row->{wrong}}, map { "$what: $_" } @{$answer->{wrong}};
}

# Prints it. Returns the exit status.
sub finish
{
	my ($self, $what) = @_;
	my ($number, $failed) = (0, 0);

	for my $name (@{$self->{order}}) {
		my $row = $self->{rows}{$name};
		push @{$row->{wrong}}, 'not one fault has struck' if $row->{plays} > 5 && !$row->{fired};
		my $bad = @{$row->{wrong}} || $row->{left};
		$number++;
		$failed++ if $bad;
		if (defined $row->{skip}) {
			print "ok $number - $name # SKIP $row->{skip}\n";
			next;
		}
		if ($row->{planned} && !$row->{plays} && !$bad) {
			print "ok $number - $name # SKIP no time for it; SHMOOZE_FAULT_SECONDS gives it\n";
			next;
		}
		print $bad ? 'not ok' : 'ok', " $number - $name: $what, $row->{plays} of $row->{planned} plays\n";
		my $shown = 0;
		$shown++ < $SHOWN and print "#   $_\n" for @{$row->{wrong}};
		print '#   and ', $shown - $SHOWN, " more\n" if $shown > $SHOWN;
	}
	$self->table;
	print "1..$number\n";
	return $failed ? 1 : 0;
}

sub table
{
	my ($self) = @_;
	my %sum = map { $_ => 0 } qw(plays fired wrong left);
	my $line = "# %-30s %8s %8s %8s %8s\n";

	printf $line, '', qw(plays faults broken left);
	for my $name (@{$self->{order}}) {
		my %row = %{$self->{rows}{$name}};
		$row{wrong} = @{$row{wrong}};
		printf $line, $name, @row{qw(plays fired wrong left)};
		$sum{$_} += $row{$_} for keys %sum;
	}
	printf $line, 'all', @sum{qw(plays fired wrong left)};
}

1;
